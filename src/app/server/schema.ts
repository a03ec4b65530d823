import type { GraphQLSchema } from 'graphql';
import { Arg, buildSchema, ID, Query, Resolver, type NonEmptyArray } from 'type-graphql';
import { agreementEntities } from '../../modules/agreements';
import { allianceEntities } from '../../modules/alliance';
import { meetingEntities } from '../../modules/meetings';
import { projectEntities } from '../../modules/projects';
import '../../modules/recognition';
import { declaredTypes } from '../../platform/access/access';
import { VERSION } from '../../platform/config';
import { identityEntities, registerTokenScopes } from '../../platform/identity';
import { notificationEntities, registerNotificationKinds } from '../../platform/notifications';
import { declaredSubscriptions, updateTypes } from '../../platform/live';
import { describeReadBounds } from '../../platform/reads/bounds';
import { Node } from '../../platform/reads/node';
import { declaredResolvers } from '../../platform/reads/types';
import { describeBounds } from '../../platform/writes/bounds';
import { declaredMutations } from '../../platform/writes/declarations';
import { describePayloads, mutationResolver } from '../../platform/writes/types';
import { requireOperationRules } from '../../platform/access/operation';
import { notificationKinds, tokenScopes } from './registered';

registerNotificationKinds(notificationKinds);
registerTokenScopes(tokenScopes);

/** All tables, for TypeORM. */
export const entities = [
  ...identityEntities,
  ...notificationEntities,
  ...allianceEntities,
  ...agreementEntities,
  ...projectEntities,
  ...meetingEntities,
];

/** Types that are not read from rows: those of sessions, updates, import reports and computed fields. */
export const unreadTypes: ReadonlySet<string> = new Set([
  'Session',
  'ImportRowError',
  ...updateTypes(),
  'AgreementIntegrity',
  'MinutesIntegrity',
  'DiffLine',
]);

/** type-graphql describes no entry points. */
const ROOTS = {
  Query: 'What can be read (查询).',
  Mutation: 'What can be done (变更): one transaction each, which changes all or nothing.',
  Subscription: 'What can be watched live (订阅).',
};

@Resolver()
class NodeRoots {
  @Query(() => Node, {
    nullable: true,
    description: 'The object with this id; null when there is none, or none that the viewer may see (对象).',
  })
  node(@Arg('id', () => ID, { description: 'A global id of whatever type (全局编号).' }) _id: string): Node | null {
    throw new Error('queries are compiled');
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'The objects with these ids, in their order (对象); null for each that is not to be seen.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'Global ids of whatever types (全局编号).' }) _ids: string[],
  ): (Node | null)[] {
    throw new Error('queries are compiled');
  }
}

let built: Promise<GraphQLSchema> | null = null;

/**
 * The schema of all modules. Throws when an operation has no declared rule, or an input no bound. It is built once in a process:
 * type-graphql keeps what each build registers and goes through all of it again, so that the fiftieth took ten times as long.
 */
export function buildGraph(): Promise<GraphQLSchema> {
  built ??= build();
  return built;
}

async function build(): Promise<GraphQLSchema> {
  const resolvers = [NodeRoots, ...declaredResolvers(), declaredSubscriptions(), mutationResolver()];
  const schema = await buildSchema({
    resolvers: resolvers as NonEmptyArray<Function>,
    orphanedTypes: declaredTypes() as Function[],
    // the platform validates inputs, and answers what is wrong as userErrors
    validate: false,
    // type-graphql requires one as soon as there are subscriptions; the hub does not need it
    pubSub: { publish: servedByTheHub, subscribe: servedByTheHub },
  });
  requireOperationRules(schema);
  describeBounds(
    schema,
    [...declaredMutations().values()].flatMap(({ input }) => input ?? []),
  );
  describeReadBounds(schema);
  describePayloads(schema);
  for (const [name, description] of Object.entries(ROOTS)) Object.assign(schema.getType(name) ?? {}, { description });
  return Object.assign(schema, { description: `Gongjian (共建), version ${VERSION}.` });
}

function servedByTheHub(): never {
  throw new Error('subscriptions are served by the hub');
}
