import { z } from 'zod';
import { canonicalText, type AgreementContent, type EventContent, type SigningStatement } from './canonical.rules';

/*
 * Texts read back. A check must expect anything where a text should be: what is not canonical JSON of the right shape is
 * read as null, and never trusted in part.
 */

const named = z.object({ id: z.string(), name: z.string() });
const text = z.string();
const maybe = z.string().nullable();

const contentSchema: z.ZodType<AgreementContent> = z.object({
  agreement: text,
  number: text,
  ordinal: z.number(),
  title: text,
  purpose: maybe,
  tier: text,
  territory: named.nullable(),
  startsOn: maybe,
  endsOn: maybe,
  parties: z.array(z.object({ unit: named, role: text, representative: maybe, signingStep: z.number() })),
  commitments: z.array(z.object({ unit: text, text, category: text, dueOn: maybe })),
  body: text,
});

const statementSchema: z.ZodType<SigningStatement> = z.object({
  agreement: text,
  number: text,
  revision: z.number(),
  contentHash: text,
  unit: named,
  signedBy: named,
  signedAt: text,
  authority: z.object({
    appointedAt: text,
    appointedBy: named.nullable(),
    invitation: z.object({ acceptedAt: text, invitedBy: named.nullable() }).nullable(),
  }),
});

const eventSchema: z.ZodType<EventContent> = z.object({
  agreement: text,
  sequence: z.number(),
  kind: text,
  at: text,
  by: maybe,
  unit: maybe,
  note: maybe,
  details: z.record(z.string(), z.unknown()),
});

function reader<T>(schema: z.ZodType<T>): (read: string | undefined) => T | null {
  return (read) => {
    try {
      const value: unknown = read === undefined ? null : JSON.parse(read);
      const { success, data } = schema.safeParse(value);
      return success && canonicalText(value as EventContent) === read ? data : null;
    } catch {
      return null;
    }
  };
}

/** What a revision's canonical text says. */
export const readContent = reader(contentSchema);
/** What a signature's statement says. */
export const readStatement = reader(statementSchema);
/** What is chained of an event. */
export const readEvent = reader(eventSchema);
