import 'reflect-metadata';
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPubSub } from '@graphql-yoga/subscription';
import { useServer } from 'graphql-ws/use/ws';
import {
  Arg,
  buildSchema,
  createUnionType,
  Field,
  ID,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { WebSocketServer } from 'ws';

/* The ordinary way: type-graphql's subscriptions on a PubSub, served by graphql-ws, which executes for each watcher. */

@ObjectType()
class MemberUnit {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
}

@ObjectType()
class AgendaItem {
  @Field(() => ID) id!: string;
  @Field(() => String) number!: string;
  @Field(() => String) title!: string;
  @Field(() => String, { nullable: true }) description!: string | null;
  @Field(() => String) kind!: string;
  @Field(() => String) state!: string;
  @Field(() => Int, { nullable: true }) plannedMinutes!: number | null;
  @Field(() => String, { nullable: true }) expectedAt!: string | null;
  @Field(() => String, { nullable: true }) startedAt!: string | null;
  @Field(() => Int) elapsedSeconds!: number;
  @Field(() => Int) version!: number;
  @Field(() => MemberUnit, { nullable: true }) presenterUnit!: MemberUnit | null;
}

@ObjectType()
class AgendaItemChanged {
  @Field(() => AgendaItem) item!: AgendaItem;
}

@ObjectType()
class AgendaItemRemoved {
  @Field(() => ID) itemId!: string;
}

const AgendaChange = createUnionType({
  name: 'AgendaChange',
  types: () => [AgendaItemChanged, AgendaItemRemoved] as const,
});

@ObjectType()
class AgendaSlot {
  @Field(() => ID) itemId!: string;
  @Field(() => String) number!: string;
  @Field(() => String, { nullable: true }) expectedAt!: string | null;
}

@ObjectType()
class AgendaUpdate {
  @Field(() => Int) previousRevision!: number;
  @Field(() => Int) revision!: number;
  @Field(() => String) at!: string;
  @Field(() => [AgendaChange]) changes!: (typeof AgendaChange)[];
  @Field(() => ID, { nullable: true }) currentItemId!: string | null;
  @Field(() => [AgendaSlot]) schedule!: AgendaSlot[];
}

interface Published {
  readonly meetingId: string;
  readonly update: AgendaUpdate;
}

@Resolver()
class Agendas {
  @Query(() => String)
  alive(): string {
    return 'yes';
  }

  @Subscription(() => AgendaUpdate, {
    topics: 'agenda',
    filter: ({ payload, args }: { payload: Published; args: { meetingId: string } }) =>
      payload.meetingId === args.meetingId,
  })
  agendaUpdates(@Root() { update }: Published, @Arg('meetingId', () => ID) _meetingId: string): AgendaUpdate {
    return update;
  }
}

async function main(): Promise<void> {
  EventEmitter.defaultMaxListeners = 0; // every watcher listens
  const pubSub = createPubSub<{ agenda: [Published] }>();
  const schema = await buildSchema({ resolvers: [Agendas], pubSub, validate: false });
  const { meetingId, update } = JSON.parse(process.env['BENCH_UPDATE'] ?? '{}') as Published;
  const changes = update.changes.map((change) => Object.assign(new AgendaItemChanged(), change));
  const http = createServer((_, response) => {
    pubSub.publish('agenda', { meetingId, update: { ...update, changes } });
    response.end();
  });
  useServer({ schema }, new WebSocketServer({ server: http, perMessageDeflate: false }));
  http.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
    process.send?.({ ready: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }),
  );
}

void main();
