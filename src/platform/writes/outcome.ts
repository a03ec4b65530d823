import { Field, ObjectType } from 'type-graphql';
import type { MessageKey, MessageParameters } from '../i18n/messages';
import { describeEnum } from '../reads/enums';

export enum UserErrorCode {
  INVALID = 'INVALID',
  NOT_FOUND = 'NOT_FOUND',
  NOT_ALLOWED = 'NOT_ALLOWED',
  CONFLICT = 'CONFLICT',
  WRONG_STATE = 'WRONG_STATE',
  LIMIT_REACHED = 'LIMIT_REACHED',
  RATE_LIMITED = 'RATE_LIMITED',
}

describeEnum(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'Why a mutation changed nothing (错误代码).',
  values: {
    INVALID: 'A value breaks a rule of its field (不合规).',
    NOT_FOUND: 'No such object, or not one that the viewer may see (不存在).',
    NOT_ALLOWED: "The viewer's roles, or the scopes of their API token, do not cover this (无权限).",
    CONFLICT: 'A stale expectedVersion, or a uniqueness rule (冲突).',
    WRONG_STATE: "The object's state does not allow this step (状态不符).",
    LIMIT_REACHED: 'A capacity, a quorum, a deadline (超出限制).',
    RATE_LIMITED: 'Too many tries; the message says when to come back (过于频繁).',
  },
});

@ObjectType({ description: 'An expected failure of a mutation, which then changed nothing (操作错误).' })
export class UserError {
  @Field(() => UserErrorCode, { description: 'What went wrong, for programs (错误代码).' }) code!: UserErrorCode;
  @Field(() => String, { description: "In the request's language (内容)." }) message!: string;
  @Field(() => [String], {
    nullable: true,
    description: "The input field at fault, from the input's root; null when the whole input is (出错字段).",
  })
  path!: string[] | null;
}

/** What every mutation answers besides its object. */
@ObjectType()
export abstract class Payload {
  @Field(() => [UserError], { description: 'Empty when the mutation took effect (错误).' }) userErrors!: UserError[];
}

/** A place in an input: one of its fields, and where in that. */
export type Place<Field extends string = string> = readonly [Field, ...string[]];

/** `place('parties', 2, 'unitId')`: the unit of the third party. */
export function place<Field extends string>(field: Field, ...within: readonly (string | number)[]): Place<Field> {
  return [field, ...within.map(String)];
}

/** The fields of an input, which a refusal may blame. */
export type FieldOf<Input> = keyof Input & string;

/** An expected failure before its message is formatted. `Field` is what it may blame. */
export interface Refusal<Field extends string = string> {
  readonly code: UserErrorCode;
  /** The message's key. */
  readonly key: MessageKey;
  readonly parameters?: MessageParameters;
  /** Null, or absent, when the whole input is at fault. */
  readonly path?: Place<Field> | null;
}

/** What a service answers when a rule refuses: nothing was changed. */
export class Refused<Field extends string = string> {
  constructor(readonly refusals: readonly Refusal<Field>[]) {}
}

export function refuse(
  code: keyof typeof UserErrorCode,
  key: MessageKey,
  path?: null,
  parameters?: MessageParameters,
): Refused<never>;
export function refuse<Field extends string>(
  code: keyof typeof UserErrorCode,
  key: MessageKey,
  path: Field | Place<Field> | null,
  parameters?: MessageParameters,
): Refused<Field>;
export function refuse<Field extends string>(
  code: keyof typeof UserErrorCode,
  key: MessageKey,
  path: Field | Place<Field> | null = null,
  parameters: MessageParameters = {},
): Refused<Field> {
  return new Refused([{ code: UserErrorCode[code], key, path: typeof path === 'string' ? [path] : path, parameters }]);
}

/** All that is wrong at once; null when nothing is. */
export function refusedFor<Field extends string>(refusals: readonly Refusal<Field>[]): Refused<Field> | null {
  return refusals.length === 0 ? null : new Refused(refusals);
}

export function isRefused(value: unknown): value is Refused {
  return value instanceof Refused;
}
