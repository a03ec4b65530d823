import 'reflect-metadata';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Arg, buildSchema, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Column, DataSource, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { entrySeal, KEY_ID, newId, signatureOf } from './signing';

/*
 * The ordinary stack: Apollo Server, type-graphql's resolvers, TypeORM's entities, read, changed and saved in a
 * transaction; the same rows as ours leaves behind. Whoever asks is taken at their word.
 */

@Entity('joint_meetings')
class Meeting {
  @PrimaryColumn('uuid', { name: 'alliance_id' }) allianceId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('int') revision!: number;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
}

@Entity('meeting_events')
class MeetingEvent {
  @PrimaryColumn('uuid', { name: 'alliance_id' }) allianceId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'meeting_id' }) meetingId!: string;
  @Column('int') revision!: number;
  @Column('timestamptz') at!: Date;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('text') kind!: string;
  @Column('uuid', { name: 'item_id' }) itemId!: string;
  @Column('int') audience!: number;
  @Column('jsonb') parameters!: object;
}

@ObjectType()
@Entity('agenda_items')
class AgendaItem {
  @PrimaryColumn('uuid', { name: 'alliance_id' }) allianceId!: string;
  @Field(() => ID) @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'meeting_id' }) meetingId!: string;
  @Field(() => String) @Column('text') title!: string;
  @Field(() => Int) @Column('int') version!: number;
}

@ObjectType()
@Entity('agreements')
class Agreement {
  @PrimaryColumn('uuid', { name: 'alliance_id' }) allianceId!: string;
  @Field(() => ID) @PrimaryColumn('uuid') id!: string;
  @Column('text') number!: string;
  @Field(() => String) @Column('text') status!: string;
  @Column('uuid', { name: 'revision_id' }) revisionId!: string;
  @Field(() => Int) @Column('int') version!: number;
  @Column('int', { name: 'history_count' }) historyCount!: number;
  @Column('text', { name: 'history_head' }) historyHead!: string;
  @Column('text', { name: 'head_seal' }) headSeal!: string;
  @Column('text', { name: 'head_key_id' }) headKeyId!: string;
}

@Entity('agreement_parties')
class Party {
  @PrimaryColumn('uuid', { name: 'alliance_id' }) allianceId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'agreement_id' }) agreementId!: string;
  @Column('uuid', { name: 'unit_id' }) unitId!: string;
}

@Entity('agreement_signatures')
class Signature {
  @PrimaryColumn('uuid', { name: 'alliance_id' }) allianceId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'agreement_id' }) agreementId!: string;
  @Column('uuid', { name: 'revision_id' }) revisionId!: string;
  @Column('uuid', { name: 'unit_id' }) unitId!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('timestamptz', { name: 'signed_at' }) signedAt!: Date;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('text') statement!: string;
}

@Entity('agreement_events')
class AgreementEvent {
  @PrimaryColumn('uuid', { name: 'alliance_id' }) allianceId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'agreement_id' }) agreementId!: string;
  @Column('int') sequence!: number;
  @Column('text') kind!: string;
  @Column('timestamptz') at!: Date;
  @Column('uuid', { name: 'by_id' }) byId!: string;
  @Column('uuid', { name: 'unit_id' }) unitId!: string;
  @Column('jsonb') details!: object;
  @Column('text', { name: 'chain_hash' }) chainHash!: string;
  @Column('text') seal!: string;
  @Column('text', { name: 'key_id' }) keyId!: string;
}

@Entity('audit_entries')
class AuditEntry {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'alliance_id' }) allianceId!: string;
  @Column('timestamptz') at!: Date;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('text', { name: 'request_id' }) requestId!: string;
  @Column('text') action!: string;
  @Column('text') subject!: string;
  @Column('jsonb') details!: object;
  @Column('text') seal!: string;
  @Column('text', { name: 'key_id' }) keyId!: string;
}

@Entity('live_streams')
class LiveStream {
  @PrimaryColumn('text') feed!: string;
  @PrimaryColumn('uuid', { name: 'stream_id' }) streamId!: string;
  @Column('int') revision!: number;
}

@Entity('live_events')
class LiveEvent {
  @PrimaryColumn('text') feed!: string;
  @PrimaryColumn('uuid', { name: 'alliance_id' }) allianceId!: string;
  @PrimaryColumn('uuid', { name: 'stream_id' }) streamId!: string;
  @PrimaryColumn('int') revision!: number;
  @Column('timestamptz') at!: Date;
  @Column('jsonb') content!: object;
}

@InputType()
class RenameInput {
  @Field(() => ID) itemId!: string;
  @Field(() => String) title!: string;
}

@InputType()
class SignInput {
  @Field(() => ID) agreementId!: string;
  @Field(() => ID) unitId!: string;
  @Field(() => String) contentHash!: string;
}

interface Sender {
  readonly personId: string;
}

const dataSource = new DataSource({
  type: 'postgres',
  url: process.env['BENCH_DATABASE'] ?? '',
  entities: [
    ...[Meeting, MeetingEvent, AgendaItem, Agreement, Party, Signature, AgreementEvent],
    ...[AuditEntry, LiveStream, LiveEvent],
  ],
  poolSize: 10,
});

@Resolver()
class Writes {
  @Query(() => String)
  alive(): string {
    return 'yes';
  }

  @Mutation(() => AgendaItem)
  updateAgendaItem(@Arg('input', () => RenameInput) input: RenameInput, @Ctx() sender: Sender): Promise<AgendaItem> {
    return dataSource.transaction(async (manager) => {
      const item = await manager.findOneByOrFail(AgendaItem, { id: input.itemId });
      const meeting = await manager.findOneOrFail(Meeting, {
        where: { allianceId: item.allianceId, id: item.meetingId },
        lock: { mode: 'pessimistic_write' },
      });
      item.title = input.title;
      item.version += 1;
      meeting.revision += 1;
      const at = new Date();
      meeting.changedAt = at;
      await manager.save(item);
      await manager.save(meeting);
      await manager.insert(MeetingEvent, {
        allianceId: item.allianceId,
        id: newId(),
        meetingId: meeting.id,
        revision: meeting.revision,
        at,
        personId: sender.personId,
        kind: 'ITEM_CHANGED',
        itemId: item.id,
        audience: 1,
        parameters: { item: item.title },
      });
      await audit(manager, item.allianceId, at, sender, 'updateAgendaItem', `item_${item.id}`, {
        changes: input.title,
      });
      await manager.insert(LiveEvent, {
        feed: 'agendaUpdates',
        allianceId: item.allianceId,
        streamId: meeting.id,
        revision: meeting.revision,
        at,
        content: { items: [item.id] },
      });
      await manager.query(`select pg_notify('gongjian_bench', $1)`, [`agendaUpdates ${meeting.id}`]);
      return item;
    });
  }

  @Mutation(() => Agreement)
  signAgreement(@Arg('input', () => SignInput) input: SignInput, @Ctx() sender: Sender): Promise<Agreement> {
    return dataSource.transaction(async (manager) => {
      const agreement = await manager.findOneOrFail(Agreement, {
        where: { id: input.agreementId },
        lock: { mode: 'pessimistic_write' },
      });
      const { allianceId, id } = agreement;
      const parties = await manager.find(Party, { where: { allianceId, agreementId: id }, order: { unitId: 'ASC' } });
      const at = new Date();
      const row = {
        alliance_id: allianceId,
        id,
        number: agreement.number,
        revision_id: agreement.revisionId,
        history_count: agreement.historyCount,
        history_head: agreement.historyHead,
      };
      const { unitId, contentHash } = input;
      const { personId } = sender;
      const signed = signatureOf(row, { agreementId: id, unitId, personId, contentHash }, at);
      await manager.insert(Signature, {
        allianceId,
        id: signed.id,
        agreementId: id,
        revisionId: agreement.revisionId,
        unitId,
        personId,
        signedAt: at,
        contentHash,
        statement: signed.statement,
      });
      await manager.insert(AgreementEvent, {
        allianceId,
        id: signed.eventId,
        agreementId: id,
        sequence: signed.sequence,
        kind: 'SIGNED',
        at,
        byId: personId,
        unitId,
        details: signed.details,
        chainHash: signed.head,
        seal: signed.eventSeal,
        keyId: KEY_ID,
      });
      Object.assign(agreement, {
        version: agreement.version + 1,
        historyCount: signed.sequence,
        historyHead: signed.head,
        headSeal: signed.headSeal,
        headKeyId: KEY_ID,
      });
      await manager.save(agreement);
      await audit(manager, allianceId, at, sender, 'signAgreement', `agreement_${id}`, { unit: unitId });
      const content = { agreement: id, event: signed.eventId };
      const streams: { streamId: string; revision: number }[] = [];
      for (const party of parties) streams.push(await nextOf(manager, party.unitId));
      await manager.insert(
        LiveEvent,
        [...streams, { streamId: id, revision: signed.sequence }].map((stream) => ({
          feed: 'agreementUpdates',
          allianceId,
          ...stream,
          at,
          content,
        })),
      );
      await manager.query(`select pg_notify('gongjian_bench', $1)`, [`agreementUpdates ${id}`]);
      return agreement;
    });
  }
}

async function nextOf(manager: EntityManager, streamId: string): Promise<{ streamId: string; revision: number }> {
  const [row] = await manager.query<{ revision: number }[]>(
    `insert into live_streams as stream (feed, stream_id, revision)
     values ('agreementUpdates', $1, 1)
     on conflict (feed, stream_id) do update set revision = stream.revision + 1
     returning revision`,
    [streamId],
  );
  return { streamId, revision: row?.revision ?? 0 };
}

async function audit(
  manager: EntityManager,
  allianceId: string,
  at: Date,
  { personId }: Sender,
  action: string,
  subject: string,
  details: object,
): Promise<void> {
  const entry = { id: newId(), allianceId, at, personId, requestId: newId(), action, subject, details };
  await manager.insert(AuditEntry, { ...entry, seal: entrySeal(entry), keyId: KEY_ID });
}

async function main(): Promise<void> {
  await dataSource.initialize();
  const schema = await buildSchema({ resolvers: [Writes], validate: false });
  const apollo = new ApolloServer<Sender>({ schema, plugins: [ApolloServerPluginCacheControlDisabled()] });
  const { url } = await startStandaloneServer(apollo, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => ({ personId: String(req.headers['x-person']) }),
  });
  process.send?.({ ready: url });
}

void main();
