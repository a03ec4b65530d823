import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { print, visit, type FieldNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { EntityManager } from 'typeorm';
import { validate, version } from 'uuid';
import type { Viewer } from '../access/viewer';
import { ErrorCode, RequestError } from '../errors/errors';
import { decrypted, encrypted } from '../sealing';

/** One repeatable request: whose it is, under which key, and what it asks. */
export interface RepeatableRequest {
  /** Finds the stored answer; the key itself is not stored. */
  readonly slot: Buffer;
  /** What the request asks, so that the key is not used for anything else: a MAC, by which nobody without the key tries what it was. */
  readonly fingerprint: Buffer;
  /** Under which both are stored: whoever lacks the key cannot read the answer. */
  readonly secret: Buffer;
}

/** What a mutation's answer is to show. */
export interface AskedSelection {
  /** A digest of the selections, with the fragments that they reach. */
  readonly text: string;
  /** The names of the variables in them. */
  readonly variables: readonly string[];
}

/** The selection of a mutation field, however it is laid out and whatever else its document holds. */
export function askedSelection(
  nodes: readonly FieldNode[],
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): AskedSelection {
  const digest = createHash('sha256');
  const reached = new Set<string>();
  const variables = new Set<string>();
  const look = (asked: SelectionSetNode | FragmentDefinitionNode): void => {
    digest.update(`${print(asked)}\n`);
    const spread: FragmentDefinitionNode[] = [];
    visit(asked, {
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread: ({ name }) => {
        const fragment = fragments[name.value];
        if (fragment !== undefined && !reached.has(name.value)) spread.push(fragment);
        reached.add(name.value);
      },
    });
    spread.forEach(look);
  };
  nodes.forEach(({ selectionSet }) => selectionSet && look(selectionSet));
  return { text: digest.digest('base64url'), variables: [...variables] };
}

/** As many as a UUIDv4 has. */
const RANDOM_BITS = 122;
/** Narrowest first, with the bits that a character of each can hold. */
const ALPHABETS: readonly (readonly [RegExp, number])[] = [
  [/^\d+$/, Math.log2(10)],
  [/^[\da-f]+$/i, 4],
  [/^[\w+/=-]+$/, 6],
];

/**
 * Reads an Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header); null when there is none.
 * @param confidential whether nobody may find out what was asked, not even by trying all keys that are easy to guess
 */
export function repeatable(
  key: string | undefined,
  viewer: Viewer,
  place: string,
  request: unknown,
  confidential = false,
): RepeatableRequest | null {
  if (key === undefined) return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new RequestError(ErrorCode.badUserInput, 'errors.idempotencyKey', {}, null, 400);
  const owner = ownerOf(viewer);
  if (owner === null && !isUnguessable(key))
    throw new RequestError(ErrorCode.badUserInput, 'errors.idempotencyAnonymous', {}, null, 400);
  if (confidential && !isUnguessable(key))
    throw new RequestError(ErrorCode.badUserInput, 'errors.idempotencyConfidential', {}, null, 400);
  const material = `${owner ?? 'anyone'}\n${place}\n${key}`;
  const secret = Buffer.from(hkdfSync('sha256', material, '', 'gongjian idempotent answer', 32));
  return {
    slot: createHash('sha256').update(`slot\n${material}`).digest(),
    fingerprint: createHmac('sha256', secret).update(JSON.stringify(request)).digest(),
    secret,
  };
}

function ownerOf(viewer: Viewer): string | null {
  if (viewer.credential.kind === 'token') return `token ${viewer.credential.tokenId}`;
  return viewer.personId === null ? null : `person ${viewer.personId}`;
}

/** Whether a key can hold 122 random bits: a UUID of that kind, or as much text of its alphabet that is not all alike. */
function isUnguessable(key: string): boolean {
  if (validate(key)) return version(key) === 4;
  const [, bits] = ALPHABETS.find(([alphabet]) => alphabet.test(key)) ?? [null, 0];
  return key.length * bits >= RANDOM_BITS && new Set(key).size >= 8;
}

/**
 * Claims the key in the running transaction. A second arrival waits here for the first to end, and then gets
 * its answer; null means that this one is the first.
 */
export async function claim(manager: EntityManager, request: RepeatableRequest, now: Date): Promise<string | null> {
  const claimed = (await manager.query(
    `insert into idempotent_answers (slot, fingerprint, at)
     values ($1, $2, $3)
     on conflict (slot) do nothing
     returning 1 as one`,
    [request.slot, request.fingerprint, now],
  )) as unknown[];
  if (claimed.length > 0) return null;
  const [stored] = (await manager.query('select fingerprint, answer from idempotent_answers where slot = $1', [
    request.slot,
  ])) as { fingerprint: Buffer; answer: Buffer }[];
  if (stored === undefined || !stored.fingerprint.equals(request.fingerprint)) {
    throw new RequestError(ErrorCode.conflict, 'errors.idempotencyReused', {}, null, 422);
  }
  return decrypted(stored.answer, request.secret).toString();
}

export async function storeAnswer(manager: EntityManager, request: RepeatableRequest, answer: string): Promise<void> {
  await manager.query('update idempotent_answers set answer = $2 where slot = $1', [
    request.slot,
    encrypted(Buffer.from(answer), request.secret),
  ]);
}
