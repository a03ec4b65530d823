import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import { Arg, Field, Int, Mutation, ObjectType, Resolver, type ClassType } from 'type-graphql';
import type { Class } from '../access/access';
import { Operation } from '../access/operation';
import { describeArguments } from '../reads/types';
import { declaredMutations, type DeclaredMutation } from './declarations';
import { Payload } from './outcome';

const INPUT = 'What is to be done, and with what (输入).';

/** The declared mutations as a class for type-graphql, which makes the schema of it. */
export function mutationResolver(): Function {
  class Mutations {}
  const members = Mutations.prototype;
  Resolver()(Mutations);
  for (const [name, mutation] of declaredMutations()) {
    const { input, description, rule } = mutation;
    const descriptor = { value: unresolved, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(members, name, descriptor);
    const argument = (index: number): void =>
      Arg('input', () => input as ClassType, { description: INPUT })(members, name, index);
    describeArguments(members, name, input === null ? [] : [argument]);
    const payload = payloadOf(name, mutation);
    Mutation(() => payload as ClassType, { description })(members, name, descriptor);
    Operation(rule)(members, name, descriptor);
  }
  return Mutations;
}

function unresolved(): never {
  throw new Error('mutations are performed by the executor');
}

/** The payload's type, named for its mutation. Beside errors it shows lists that may be empty, numbers, and null. */
function payloadOf(mutation: string, { payload, payloadDescription }: DeclaredMutation): Class {
  class MutationPayload extends Payload {}
  ObjectType(`${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`, {
    description: payloadDescription ?? `What \`${mutation}\` answers (返回结果).`,
  })(MutationPayload);
  for (const [name, shown] of Object.entries(payload)) {
    const { type, description } = typeof shown === 'function' ? { type: shown } : shown;
    const nullable = !Array.isArray(type()) && type() !== Int;
    Field(() => type() as ClassType, { nullable, ...described(description) })(MutationPayload.prototype, name);
  }
  return MutationPayload;
}

function described(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description };
}

/** Describes the objects of payloads of which their mutation says nothing: by their type's term, in Chinese. */
export function describePayloads(schema: GraphQLSchema): void {
  for (const { type } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const payload = getNamedType(type);
    if (!isObjectType(payload)) continue;
    for (const field of Object.values(payload.getFields())) {
      const [, term] = /\(([^()]*\p{Script=Han}[^()]*)\)/u.exec(getNamedType(field.type).description ?? '') ?? [];
      field.description ??= `As it is now and the viewer may see it (${term}); null where the mutation was refused.`;
    }
  }
}
