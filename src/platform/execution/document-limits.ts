import {
  GraphQLError,
  Kind,
  visit,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { LIMITS } from '../budgets';
import { ErrorCode, RequestError } from '../errors/errors';
import type { MessageKey } from '../i18n/messages';
import './document.messages';

/**
 * What a document may be before the rules of the specification look at it: those take time that grows with the square of
 * how often a field is written in one place. Aliases and directives count as they are written, since what fragments make of
 * them is priced by the compiler; this walk and the two counts through fragments are linear, or stop at their limit.
 */
export function beyondLimits(document: DocumentNode): GraphQLError | null {
  const aliases: ASTNode[] = [];
  const directives: ASTNode[] = [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  visit(document, {
    Field: (node) => void (node.alias !== undefined && aliases.push(node)),
    Directive: (node) => void directives.push(node),
    FragmentDefinition: (node) => void fragments.set(node.name.value, node),
  });
  const tooMany = (key: MessageKey, max: number, nodes: readonly ASTNode[]): GraphQLError =>
    refusal(ErrorCode.validationFailed, key, max, nodes.slice(max, max + 1));
  if (aliases.length > LIMITS.documentAliases) return tooMany('document.aliases', LIMITS.documentAliases, aliases);
  if (directives.length > LIMITS.documentDirectives)
    return tooMany('document.directives', LIMITS.documentDirectives, directives);
  const reach = new Reach(fragments);
  let schemas = 0;
  let types = 0;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const { depth, schemaFields, typeFields } = reach.of(definition.selectionSet);
    if (reach.circular) return refusal(ErrorCode.validationFailed, 'document.circle', 0, [definition]);
    // those of introspection are many, and a fragment does not say what it stands in
    if (definition.kind === Kind.FRAGMENT_DEFINITION) continue;
    if (depth > LIMITS.documentDepth)
      return refusal(ErrorCode.tooDeep, 'document.depth', LIMITS.documentDepth, [definition]);
    schemas += schemaFields;
    types += typeFields;
  }
  if (schemas > LIMITS.schemaFields) return tooMany('document.schemaFields', LIMITS.schemaFields, []);
  if (types > LIMITS.typeFields) return tooMany('document.typeFields', LIMITS.typeFields, []);
  return mergesTooMuch(document, fragments) ? tooMany('document.merged', LIMITS.documentMerges, []) : null;
}

export function refusal(
  code: ErrorCode,
  key: MessageKey,
  max: number,
  nodes: readonly ASTNode[],
  inputPath: readonly string[] | null = null,
  status = 400,
): GraphQLError {
  const originalError = new RequestError(code, key, { max }, inputPath, status);
  return new GraphQLError(originalError.message, { nodes, originalError });
}

interface Reached {
  readonly depth: number;
  readonly schemaFields: number;
  readonly typeFields: number;
}
const NOTHING: Reached = { depth: 0, schemaFields: 0, typeFields: 0 };

/** Levels of fields and introspection beneath a selection, fragments included; each fragment is walked once. */
class Reach {
  /** A fragment spreads itself. */
  circular = false;
  private readonly known = new Map<string, Reached | 'under way'>();

  constructor(private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>) {}

  of({ selections }: SelectionSetNode): Reached {
    let { depth, schemaFields, typeFields } = NOTHING;
    for (const selection of selections) {
      const reached = this.ofSelection(selection);
      depth = Math.max(depth, reached.depth);
      schemaFields += reached.schemaFields;
      typeFields += reached.typeFields;
    }
    return { depth, schemaFields, typeFields };
  }

  private ofSelection(selection: SelectionNode): Reached {
    if (selection.kind === Kind.FIELD) return this.ofField(selection);
    return selection.kind === Kind.INLINE_FRAGMENT
      ? this.of(selection.selectionSet)
      : this.ofFragment(selection.name.value);
  }

  private ofField({ name: { value: name }, selectionSet }: FieldNode): Reached {
    // levels of types are bounded by what introspection may yield
    if (name === '__schema') return { depth: 1, schemaFields: 1, typeFields: 0 };
    if (name === '__type') return { depth: 1, schemaFields: 0, typeFields: 1 };
    const beneath = selectionSet === undefined ? NOTHING : this.of(selectionSet);
    return { ...beneath, depth: beneath.depth + 1 };
  }

  private ofFragment(name: string): Reached {
    const known = this.known.get(name);
    if (known === 'under way') this.circular = true;
    else if (known !== undefined) return known;
    const fragment = this.fragments.get(name);
    if (fragment === undefined || this.circular) return NOTHING;
    this.known.set(name, 'under way');
    const reached = this.of(fragment.selectionSet);
    this.known.set(name, reached);
    return reached;
  }
}

/**
 * Whether there is too much to compare for graphql's rule that fields under one key can be merged. It compares each two
 * fields, and each two fragments, that fall together in one place. (180 times `alliances { nodes { id id id } }`, 5 KB,
 * took it 0.2 s.)
 */
function mergesTooMuch(document: DocumentNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): boolean {
  let left = LIMITS.documentMerges;
  const reached = new Set<string>();
  const compare = (sets: readonly SelectionSetNode[]): void => {
    const times = new Map<string, number>();
    const beneath = new Map<string, SelectionSetNode[]>();
    const spread = new Set<string>();
    const fallsTogether = (key: string): void => {
      const before = times.get(key) ?? 0;
      times.set(key, before + 1);
      left -= before + 1;
    };
    const collect = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (left < 0) return;
        if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
        else if (selection.kind === Kind.FIELD) {
          const key = (selection.alias ?? selection.name).value;
          fallsTogether(key);
          if (selection.selectionSet !== undefined)
            beneath.set(key, [...(beneath.get(key) ?? []), selection.selectionSet]);
        } else {
          const name = selection.name.value;
          // what is spread again in the same place is looked at once
          left -= 1;
          if (spread.has(name)) continue;
          spread.add(name);
          reached.add(name);
          fallsTogether('...');
          const fragment = fragments.get(name);
          if (fragment !== undefined) collect(fragment.selectionSet);
        }
      }
    };
    sets.forEach(collect);
    for (const each of beneath.values()) if (left >= 0) compare(each);
  };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) compare([definition.selectionSet]);
  // what no operation uses is compared too
  for (const [name, { selectionSet }] of fragments) if (!reached.has(name)) compare([selectionSet]);
  return left < 0;
}
