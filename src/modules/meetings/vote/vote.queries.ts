import type { EntityManager } from 'typeorm';
import { newId } from '../../../platform/database/ids';
import { assignments, columnsOf, query } from '../../../platform/writes/statements';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { KeptChoice } from '../shared/secret-choices';
import { Vote, VoteBasis, type VoteOption } from './vote.entity';
import type { Seat } from './vote.rules';

type Sending = Pick<WriteTransaction, 'manager' | 'send'>;

/** What finds a row, and leads the keys of what belongs to it. */
interface Key {
  readonly allianceId: string;
  readonly id: string;
}

/** A vote as it is stored, without its relations. */
export type StoredVote = Omit<Vote, 'meeting' | 'item' | 'winner'>;

export type Option = Pick<VoteOption, 'id' | 'position' | 'label' | 'kind' | 'count'>;

/** A vote with its options, in the order of the ballot, and the least access level that sees its item. */
export interface VoteWithOptions extends StoredVote {
  readonly options: readonly Option[];
  readonly audience: number;
}

/** The vote with this id; its meeting is locked already. */
export async function readVote(manager: EntityManager, { allianceId, id }: Key): Promise<VoteWithOptions> {
  const [vote] = await query<VoteWithOptions>(
    manager,
    `select
       ${columnsOf(manager, Vote, 'v')},
       v.choices_key as "choicesKey",
       item.audience,
       (
         select json_agg(json_build_object('id', id, 'position', position, 'label', label, 'kind', kind, 'count', count)
           order by position)
         from vote_options option
         where option.alliance_id = v.alliance_id
           and option.vote_id = v.id
       ) as options
     from votes v
     join agenda_items item on item.alliance_id = v.alliance_id and item.id = v.item_id
     where v.alliance_id = $1
       and v.id = $2`,
    [allianceId, id],
  );
  if (vote === undefined) throw new Error('the vote of a locked meeting is gone');
  return vote;
}

/** How many votes an item has had, and whether one is open. */
export async function votesOn(
  manager: EntityManager,
  { allianceId, id }: Key,
): Promise<{ readonly votes: number; readonly open: boolean }> {
  const [found] = await query<{ votes: number; open: boolean }>(
    manager,
    `select count(*)::int as votes, coalesce(bool_or(state = 'OPEN'), false) as open
     from votes
     where alliance_id = $1
       and item_id = $2`,
    [allianceId, id],
  );
  return found ?? { votes: 0, open: false };
}

/** Those who may vote in a meeting from now on, by the ids of their units or as guests. */
export async function readElectorate(
  manager: EntityManager,
  { allianceId, id }: Key,
  basis: VoteBasis,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    manager,
    basis === VoteBasis.UNIT
      ? `select unit.id
         from attendances invited
         join member_units unit on unit.alliance_id = invited.alliance_id and unit.id = invited.unit_id
         where invited.alliance_id = $1
           and invited.meeting_id = $2
           and unit.status = 'ACTIVE'
           and not unit.host
         order by unit.id`
      : `select id
         from guests
         where alliance_id = $1
           and meeting_id = $2
           and present
         order by id`,
    [allianceId, id],
  );
  return rows.map((row) => row.id);
}

export async function insertVote(
  manager: EntityManager,
  vote: StoredVote,
  options: readonly Option[],
  electorate: readonly string[],
): Promise<void> {
  const { allianceId, id, itemId, meetingId } = vote;
  await manager.insert(Vote, vote);
  await manager.query(
    `insert into vote_options (alliance_id, id, vote_id, item_id, meeting_id, position, label, kind, count)
     select $1, option.id, $2, $3, $4, option.position, option.label, option.kind, option.count
     from jsonb_to_recordset($5) as option (id uuid, position int, label text, kind text, count int)`,
    [allianceId, id, itemId, meetingId, JSON.stringify(options)],
  );
  await manager.query(
    `insert into ballots (alliance_id, id, vote_id, ${vote.basis === VoteBasis.UNIT ? 'unit_id' : 'guest_id'})
     select $1, ballot.id, $2, ballot.voter_id
     from unnest($3::uuid[], $4::uuid[]) as ballot (id, voter_id)`,
    [allianceId, id, electorate.map(newId), electorate],
  );
}

/** A unit's seat, those of the units that it carries, and that of the one that carries it. */
export async function readSeats(manager: EntityManager, vote: StoredVote, unitId: string): Promise<Seat[]> {
  return query<Seat>(
    manager,
    `select
       seat.unit_id as "unitId",
       seat.present,
       seat.proxy_unit_id as "proxyUnitId",
       unit.status = 'ACTIVE' as active,
       ballot.id as "ballotId"
     from attendances seat
     join member_units unit on unit.alliance_id = seat.alliance_id and unit.id = seat.unit_id
     left join ballots ballot
       on ballot.alliance_id = seat.alliance_id
       and ballot.vote_id = $3
       and ballot.unit_id = seat.unit_id
     where seat.alliance_id = $1
       and seat.meeting_id = $2
       and (
         seat.unit_id = $4
         or seat.proxy_unit_id = $4
         or seat.unit_id = (
           select proxy_unit_id
           from attendances
           where alliance_id = $1
             and meeting_id = $2
             and unit_id = $4
         )
       )`,
    [vote.allianceId, vote.meetingId, vote.id, unitId],
  );
}

/** The ballot of a guest; null where there is none. */
export async function guestBallot(manager: EntityManager, vote: StoredVote, guestId: string): Promise<string | null> {
  const [ballot] = await query<{ id: string }>(
    manager,
    `select id
     from ballots
     where alliance_id = $1
       and vote_id = $2
       and guest_id = $3`,
    [vote.allianceId, vote.id, guestId],
  );
  return ballot?.id ?? null;
}

/** Writes an open choice on ballots, and what it does to the counts. Ballots that say so already stay as they are. */
export async function writeChoices(
  manager: EntityManager,
  { allianceId, id }: Key,
  ballotIds: readonly string[],
  optionId: string,
): Promise<{ readonly changed: number }> {
  const [{ changed } = { changed: 0 }] = await query<{ changed: number }>(
    manager,
    `with before as (
       select id, "cast", option_id
       from ballots
       where alliance_id = $1
         and id = any($3)
         and option_id is distinct from $4
     ), chosen as (
       update ballots
       set "cast" = true, option_id = $4
       from before
       where ballots.alliance_id = $1
         and ballots.id = before.id
     ), counted as (
       update vote_options option
       set count = option.count
         + case when option.id = $4 then (select count(*) from before) else 0 end
         - (select count(*) from before where before.option_id = option.id)
       where option.alliance_id = $1
         and option.vote_id = $2
         and (option.id = $4 or option.id in (select option_id from before))
     ), voted as (
       update votes
       set "cast" = "cast" + (select count(*) from before where not before."cast")
       where alliance_id = $1
         and id = $2
     )
     select count(*)::int as changed
     from before`,
    [allianceId, id, ballotIds, optionId],
  );
  return { changed };
}

/** Writes secret choices, and on the ballots only that they were cast: always, so that a change of mind looks like the first one. */
export function writeSecretChoices(
  tx: Sending,
  { allianceId, id }: Key,
  ballotIds: readonly string[],
  kept: readonly KeptChoice[],
): void {
  tx.send(
    `insert into secret_choices (alliance_id, vote_id, slot, content)
     select $1, $2, slot, content
     from unnest($3::bytea[], $4::bytea[]) as kept (slot, content)
     on conflict (alliance_id, vote_id, slot) do update set content = excluded.content`,
    [allianceId, id, kept.map(({ slot }) => slot), kept.map(({ content }) => content)],
  );
  tx.send(
    `with before as (
       select id
       from ballots
       where alliance_id = $1
         and id = any($3)
         and not "cast"
     ), voted as (
       update ballots
       set "cast" = true
       from before
       where ballots.alliance_id = $1
         and ballots.id = before.id
     )
     update votes
     set "cast" = "cast" + (select count(*) from before)
     where alliance_id = $1
       and id = $2`,
    [allianceId, id, ballotIds],
  );
}

/** All that was chosen in a secret vote, and the ballots that were cast, in no order that says anything. */
export async function readSecretChoices(
  manager: EntityManager,
  { allianceId, id }: Key,
): Promise<{ readonly kept: readonly KeptChoice[]; readonly ballotIds: readonly string[] }> {
  const key = [allianceId, id];
  const kept = await query<KeptChoice>(
    manager,
    'select slot, content from secret_choices where alliance_id = $1 and vote_id = $2 order by slot',
    key,
  );
  const ballots = await query<{ id: string }>(
    manager,
    'select id from ballots where alliance_id = $1 and vote_id = $2 and "cast"',
    key,
  );
  return { kept, ballotIds: ballots.map((ballot) => ballot.id) };
}

/** Ends a vote with these columns and counts, and destroys what was secret: choices and key together. */
export function writeEnd(
  tx: Sending,
  { allianceId, id }: Key,
  columns: Partial<StoredVote>,
  counts: ReadonlyMap<string, number>,
): void {
  const key = [allianceId, id];
  tx.send('delete from secret_choices where alliance_id = $1 and vote_id = $2', key);
  const set = assignments(tx.manager, Vote, { ...columns, choicesKey: null }, 3);
  tx.send(`update votes set ${set.text} where alliance_id = $1 and id = $2`, [...key, ...set.values]);
  tx.send(
    `update vote_options option
     set count = counted.count
     from unnest($3::uuid[], $4::int[]) as counted (id, count)
     where option.alliance_id = $1
       and option.vote_id = $2
       and option.id = counted.id`,
    [...key, [...counts.keys()], [...counts.values()]],
  );
}

/** Annuls votes of a meeting: without outcome, counts, or anything that was chosen. */
export function writeAnnulled(
  tx: Sending,
  allianceId: string,
  ids: readonly string[],
  columns: Pick<StoredVote, 'annulment' | 'annulmentReason' | 'closedAt'>,
): void {
  const key = [allianceId, ids];
  tx.send('delete from secret_choices where alliance_id = $1 and vote_id = any($2)', key);
  tx.send('update vote_options set count = null where alliance_id = $1 and vote_id = any($2)', key);
  tx.send(
    'update ballots set option_id = null where alliance_id = $1 and vote_id = any($2) and option_id is not null',
    key,
  );
  tx.send(
    `update votes
     set state = 'ANNULLED', annulment = $3, annulment_reason = $4, closed_at = $5, choices_key = null
     where alliance_id = $1
       and id = any($2)`,
    [...key, columns.annulment, columns.annulmentReason, columns.closedAt],
  );
}

/** The open votes of a meeting, of these items or of all. */
export async function readOpenVotes(
  manager: EntityManager,
  { allianceId, id }: Key,
  itemIds: readonly string[] | null,
): Promise<{ readonly id: string; readonly itemId: string }[]> {
  return query(
    manager,
    `select id, item_id as "itemId"
     from votes
     where alliance_id = $1
       and meeting_id = $2
       and state = 'OPEN'
       and (item_id = any($3) or $3::uuid[] is null)
     order by id`,
    [allianceId, id, itemIds],
  );
}
