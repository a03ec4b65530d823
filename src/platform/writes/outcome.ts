import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { MessageKey, MessageParameters } from '../i18n/messages';

export enum UserErrorCode {
  INVALID = 'INVALID',
  NOT_FOUND = 'NOT_FOUND',
  NOT_ALLOWED = 'NOT_ALLOWED',
  CONFLICT = 'CONFLICT',
  WRONG_STATE = 'WRONG_STATE',
  LIMIT_REACHED = 'LIMIT_REACHED',
  RATE_LIMITED = 'RATE_LIMITED',
}

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'Why a mutation changed nothing.',
  valuesConfig: {
    INVALID: { description: 'A value breaks a rule of its field.' },
    NOT_FOUND: { description: 'No such object, or not one that the viewer may see.' },
    NOT_ALLOWED: { description: "The viewer's roles do not cover this." },
    CONFLICT: { description: 'A stale expectedVersion, or a uniqueness rule.' },
    WRONG_STATE: { description: "The object's state does not allow this step." },
    LIMIT_REACHED: { description: 'A capacity, a quorum, a deadline.' },
    RATE_LIMITED: { description: 'Too many tries; the message says when to come back.' },
  },
});

@ObjectType({ description: 'An expected failure of a mutation, which then changed nothing.' })
export class UserError {
  @Field(() => UserErrorCode, { description: 'What went wrong, for programs.' }) code!: UserErrorCode;
  @Field(() => String, { description: "In the request's language (内容)." }) message!: string;
  @Field(() => [String], {
    nullable: true,
    description: "The input field at fault, from the input's root; null when the whole input is.",
  })
  path!: string[] | null;
}

/** What every mutation answers besides its object. */
@ObjectType()
export abstract class Payload {
  @Field(() => [UserError], { description: 'Empty when the mutation took effect.' }) userErrors!: UserError[];
}

/** An expected failure before it is put into words. */
export interface Refusal {
  readonly code: UserErrorCode;
  /** The message's key. */
  readonly key: MessageKey;
  readonly parameters?: MessageParameters;
  readonly path?: readonly string[] | null;
}

/** What a service answers when a rule says no: nothing was changed. */
export class Refused {
  constructor(readonly refusals: readonly Refusal[]) {}
}

export function refuse(
  code: keyof typeof UserErrorCode,
  key: MessageKey,
  path: string | readonly string[] | null = null,
  parameters: MessageParameters = {},
): Refused {
  return new Refused([{ code: UserErrorCode[code], key, path: typeof path === 'string' ? [path] : path, parameters }]);
}

export function isRefused(value: unknown): value is Refused {
  return value instanceof Refused;
}

/**
 * A service's answer: the payload's fields by name. A field whose type is an object of the graph holds that
 * object's row id (or ids); the platform reads it as the viewer may see it.
 */
export type Outcome<P extends object = Record<string, unknown>> = P | Refused;
