import { isObjectType, type FieldNode, type GraphQLObjectType } from 'graphql';
import type { Parameter, Sql } from '../database/sql';
import { ErrorCode, RequestError } from '../errors/errors';
import { Compiler } from '../reads/compiler';
import type { ReadModel, ReadType } from '../reads/model';
import { slotValues } from '../reads/plan';
import type { Scope } from '../reads/scope';
import type { Statement } from '../reads/statement';
import type { AnyFeedDeclaration } from './declarations';
import type { LiveDocument } from './feed';

/** By response key, the nodes that select a field. */
export type Selections = ReadonlyMap<string, readonly FieldNode[]>;

/** What the plans of all feeds share: objects as JSON text, within the feed's tree and its ceiling of cost. */
export class UpdateCompiler {
  readonly compiler: Compiler;
  private costs = 0;

  constructor(
    readonly model: ReadModel,
    private readonly document: LiveDocument,
    private readonly declaration: AnyFeedDeclaration,
  ) {
    const tree = new Set(declaration.tree().map((type) => type.name));
    const computes = declaration.kind === 'events' && declaration.computes === true;
    this.compiler = new Compiler(model, document.fragments, document.variables, { live: { tree, computes } });
  }

  selections(type: GraphQLObjectType, nodes: readonly FieldNode[]): Selections {
    return this.compiler.selectionsOf(type, nodes);
  }

  objectType(name: string): GraphQLObjectType {
    const type = this.model.schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no object type`);
    return type;
  }

  /** An object as JSON text. Its cost counts towards the update's. */
  object(type: ReadType, nodes: readonly FieldNode[], scope: Scope, path: readonly string[] = []): Sql {
    const { text, cost } = this.compiler.object(type, nodes, scope, path);
    this.costs += cost(this.compiler.readArguments(this.document.variables));
    return text;
  }

  /** What everything compiled so far costs. Throws for more than the feed allows. */
  cost(): number {
    const { costCeiling } = this.declaration;
    if (this.costs <= costCeiling) return this.costs;
    const parameters = { cost: Math.ceil(this.costs), ceiling: costCeiling };
    throw new RequestError(ErrorCode.tooCostly, 'errors.tooCostly', parameters, null, 400);
  }

  /** The values of the document's own arguments, for a run; the feed adds what it binds. */
  boundValues(): Map<Parameter, unknown> {
    return slotValues(this.compiler, this.document.variables);
  }
}

/** What statements read of a viewer. */
export function viewerParametersOf(...statements: readonly Statement[]): readonly Parameter[] {
  const parameters = statements.flatMap((statement) => statement.parameters);
  return [...new Set(parameters.filter((parameter) => parameter.source === 'viewer'))];
}
