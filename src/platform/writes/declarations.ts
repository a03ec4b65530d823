import type { GraphQLScalarType } from 'graphql';
import type { Class } from '../access/access';
import type { OperationRule, Performer } from '../access/operation';
import type { MutationRequest } from './mutation';
import type { Service } from './transaction';
import { validateInput } from './validation';

/**
 * What is done before a mutation's transaction, such as hashing a password. It answers the service to perform; `refusing`
 * makes one of a refusal.
 */
export type Preparation<I extends object, P extends object> = (
  request: MutationRequest,
  input: I,
) => Promise<Service<I, P>>;

/** A type that a payload can show: an object of the graph, which the service answers by its row id, or a value. */
type ShownType = Class | GraphQLScalarType;
type Shown<T> = (() => T) | { readonly type: () => T; readonly description: string };

/** A list where the service answers one. */
type PayloadField<Value> =
  NonNullable<Value> extends readonly unknown[] ? Shown<readonly [ShownType]> : Shown<ShownType>;

/** A mutation without an input takes none; any other takes its service's. */
type InputOf<I> = [keyof I] extends [never] ? { readonly input?: never } : { readonly input: new () => I };

/** Everything about a mutation that its service does not say. */
type MutationOptions<I extends object, P extends object> = OperationRule &
  InputOf<I> & {
    /** Whose it is to do, for those who ask; its service decides, and its description says what else matters. */
    readonly who: readonly Performer[];
    readonly description: string;
    /** The fields of the service's answer, all of them and no others. */
    readonly payload: { readonly [Key in keyof P]-?: PayloadField<P[Key]> };
    readonly payloadDescription?: string;
  };

/** A mutation as the schema and the executor need it, whatever its input and answer are. */
export interface DeclaredMutation {
  readonly rule: OperationRule;
  readonly who: readonly Performer[];
  readonly input: Class | null;
  readonly description: string;
  readonly payload: Readonly<Record<string, Shown<ShownType | readonly [ShownType]>>>;
  readonly payloadDescription: string | undefined;
  // a method, since what is performed takes the declared input and no other
  perform(request: MutationRequest, input: object): Promise<unknown>;
}

/** A mutation that one service performs in one transaction. */
export function mutation<I extends object, P extends object>(
  service: Service<I, P>,
  options: MutationOptions<NoInfer<I>, NoInfer<P>>,
): DeclaredMutation {
  return declared(options, (request, input) => request.perform(service, input));
}

/** A mutation that does something before its transaction. */
export function preparedMutation<I extends object, P extends object>(
  prepare: Preparation<I, P>,
  options: MutationOptions<NoInfer<I>, NoInfer<P>>,
): DeclaredMutation {
  return declared(options, async (request, input) => {
    // no work for what breaks the input's own rules: `perform` refuses it
    const service = validateInput(input) === null ? await prepare(request, input) : unperformed;
    return request.perform(service, input);
  });
}

async function unperformed(): Promise<never> {
  throw new Error('an input that breaks its rules was performed');
}

function declared<I extends object, P extends object>(
  { input, who, description, payload, payloadDescription, ...rule }: MutationOptions<I, P>,
  perform: (request: MutationRequest, input: I) => Promise<unknown>,
): DeclaredMutation {
  return { rule, who, input: input ?? null, description, payload, payloadDescription, perform };
}

const mutations = new Map<string, DeclaredMutation>();

/** Declares mutations by their names, beside the services that do them. */
export function declareMutations(named: Readonly<Record<string, DeclaredMutation>>): void {
  for (const [name, declaration] of Object.entries(named)) {
    if (mutations.has(name)) throw new Error(`Mutation.${name} is declared twice`);
    mutations.set(name, declaration);
  }
}

export function declaredMutations(): ReadonlyMap<string, DeclaredMutation> {
  return mutations;
}
