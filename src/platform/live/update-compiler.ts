import { isObjectType, type FieldNode, type GraphQLObjectType } from 'graphql';
import type { Parameter, Sql } from '../database/sql';
import { OperationBudget } from '../budgets';
import { Compiler } from '../reads/compiler';
import type { ReadModel, ReadType } from '../reads/model';
import type { Scope } from '../reads/scope';
import type { Statement } from '../reads/statement';
import type { AnyFeedDeclaration } from './declarations';
import type { LiveDocument } from './feed';

/** By response key, the nodes that select a field. */
export type Selections = ReadonlyMap<string, readonly FieldNode[]>;

/** What the plans of all feeds share: objects as JSON text, within the feed's tree and its ceiling of cost. */
export class UpdateCompiler {
  readonly compiler: Compiler;

  constructor(
    readonly model: ReadModel,
    private readonly document: LiveDocument,
    declaration: AnyFeedDeclaration,
  ) {
    const { fragments, variables } = document;
    const tree = new Set(declaration.tree().map((type) => type.name));
    const computes = declaration.kind === 'events' && declaration.computes === true;
    const budget = new OperationBudget(declaration.costCeiling);
    budget.enter(document.nodes[0]?.alias?.value ?? declaration.field);
    this.compiler = new Compiler({ model, fragments, variables, budget }, { live: { tree, computes } });
  }

  /** How many bytes a plan with these statements keeps; its watchers' variables are part of it. */
  sizeWith(...statements: readonly Statement[]): number {
    const texts = statements.reduce((sum, { text }) => sum + text.length, 0);
    return texts + JSON.stringify(this.document.variables).length;
  }

  selections(type: GraphQLObjectType, nodes: readonly FieldNode[]): Selections {
    return this.compiler.selectionsOf(type, nodes);
  }

  objectType(name: string): GraphQLObjectType {
    const type = this.model.schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no object type`);
    return type;
  }

  /** An object as JSON text. */
  object(type: ReadType, nodes: readonly FieldNode[], scope: Scope, path: readonly string[] = []): Sql {
    return this.compiler.measured(() => this.compiler.object(type, nodes, scope, path)).text;
  }

  /** The values of the document's own arguments, for a run; the feed adds what it binds. */
  boundValues(): Map<Parameter, unknown> {
    return this.compiler.bindings.slotValues(this.document.variables);
  }
}

/** What statements read of a viewer. */
export function viewerParametersOf(...statements: readonly Statement[]): readonly Parameter[] {
  const parameters = statements.flatMap((statement) => statement.parameters);
  return [...new Set(parameters.filter((parameter) => parameter.source === 'viewer'))];
}
