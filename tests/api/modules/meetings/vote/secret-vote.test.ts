import { randomUUID } from 'node:crypto';
import { errors } from '../../../../testkit/world/sector-meetings';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';
import { CHOICES, counts, VotingRoom, type Vote } from '../../../../testkit/world/voting-room';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterEach(() => world.clear());
afterAll(() => world.close());

/** Every row of every table, as text, with the transaction that wrote it. */
async function dump(): Promise<{ table: string; text: string; writtenBy: string }[]> {
  const tables = await world.sql<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) =>
      world.sql<{ table: string; text: string; writtenBy: string }>(
        `select '${name}' as table, t::text as text, t.xmin::text as "writtenBy" from "${name}" t`,
      ),
    ),
  );
  return rows.flat();
}

/** Where the text of an option's id stands, in any form that a text or bytes may have it in. */
function placesOf(rows: readonly { table: string; text: string }[], optionId: string): string[] {
  const id = rowId(optionId);
  const bytes = Buffer.from(id);
  const forms = [id, id.replaceAll('-', ''), bytes.toString('hex'), bytes.toString('base64').slice(0, 40)];
  return [...new Set(rows.filter(({ text }) => forms.some((form) => text.includes(form))).map(({ table }) => table))];
}

const KEYED = ['secret_choices', 'ballots', 'live_events', 'audit_entries', 'idempotent_answers'];

it('leaves an option in no row but the vote’s own, while it is open and afterwards', async () => {
  const room = await VotingRoom.open(world, { units: 4 });
  const vote = await room.vote({ secret: true, options: CHOICES });
  const before = new Set((await dump()).map(({ table, text }) => `${table} ${text}`));
  const keyed = (index: number) => ({ ...room.partner(index).representative, key: randomUUID() });
  await room.cast(vote, 0, '甲方案', { by: keyed(0) });
  await room.cast(vote, 1, '乙方案');
  await room.cast(vote, 2, '乙方案', { by: keyed(2) });
  await room.cast(vote, 0, '丙方案');
  const open = await dump();
  for (const { id } of vote.options) expect(placesOf(open, id)).toEqual(['vote_options']);
  expect(open.filter(({ table }) => table === 'secret_choices')).toHaveLength(3);
  // of what was written meanwhile, each kind of row is there, and none says what was chosen
  const written = open.filter(({ table, text }) => !before.has(`${table} ${text}`)).map(({ table }) => table);
  expect(written).toEqual(expect.arrayContaining(KEYED));

  const closed = await room.close(vote);
  expect([counts(closed), closed.cast]).toEqual([[0, 2, 1], 3]);
  const after = await dump();
  // the totals are those of the vote, in its options and in the entry of its closing
  for (const { id, label } of vote.options) {
    const won = label === closed.winner?.label ? ['votes'] : [];
    expect(placesOf(after, id).sort()).toEqual(['audit_entries', 'vote_options', ...won]);
  }
  const entries = await world.sql<{ action: string }>('select action from audit_entries where details::text like $1', [
    `%${rowId(vote.options[1]?.id ?? '')}%`,
  ]);
  expect(entries).toEqual([{ action: 'closeVote' }]);
  expect(after.filter(({ table }) => table === 'secret_choices')).toEqual([]);
  expect(await world.sql('select from votes where choices_key is not null')).toEqual([]);
});

it('ties no ballot to a choice by the transaction that wrote it, once it is closed', async () => {
  const room = await VotingRoom.open(world, { units: 3 });
  const vote = await room.vote({ secret: true });
  for (const [index, label] of ['赞成', '反对', '赞成'].entries()) await room.cast(vote, index, label);
  await room.close(vote);
  const rows = await dump();
  const writers = (table: string): Set<string> =>
    new Set(rows.filter((row) => row.table === table && row.text.includes(rowId(vote.id))).map((row) => row.writtenBy));
  // all totals were written at once, by the closing
  expect(writers('vote_options').size).toBe(1);
  const [closing] = writers('vote_options');
  expect(writers('votes')).toEqual(new Set([closing]));
  expect(writers('ballots').has(closing ?? '')).toBe(false);
  expect(writers('ballots').size).toBe(3);
});

it('says the same of a first choice, of a change of mind and of the same choice again', async () => {
  const room = await VotingRoom.open(world, { units: 2 });
  const vote = await room.vote({ secret: true });
  for (const label of ['赞成', '反对', '反对']) await room.cast(vote, 0, label);
  const entries = await world.sql<{ details: object }>(
    `select details from audit_entries where action = 'castVote' and subject = $1`,
    [vote.id],
  );
  expect(entries).toHaveLength(3);
  expect(new Set(entries.map(({ details }) => JSON.stringify(details))).size).toBe(1);
  const events = await world.sql<{ content: object }>(
    'select content from live_events where stream_id = $1 order by revision desc limit 3',
    [rowId(room.meetingId)],
  );
  expect(events.map(({ content }) => content)).toEqual(
    Array.from({ length: 3 }, () => ({ votes: [{ id: rowId(vote.id), item: rowId(room.itemId) }] })),
  );
});

describe('a repeated request', () => {
  const withKey = (room: VotingRoom, key: string) => ({ ...room.partner(0).representative, key });

  it('has a key that nobody can guess, and gets the first answer again', async () => {
    const room = await VotingRoom.open(world, { units: 2 });
    const vote = await room.vote({ secret: true });
    await expect(room.cast(vote, 0, '赞成', { by: withKey(room, 'vote-1') })).rejects.toThrow(/122 random bits/);
    const by = withKey(room, randomUUID());
    const first = await room.cast(vote, 0, '赞成', { by });
    const revision = await world.revision(room.meetingId);
    expect(await room.cast(vote, 0, '赞成', { by })).toEqual(first);
    expect(await world.revision(room.meetingId)).toBe(revision);
    await expect(room.cast(vote, 0, '反对', { by })).rejects.toThrow(/CONFLICT/);
    await room.close(vote);
    // the answer was lost, and the vote is closed by now: it was cast all the same
    expect(await room.cast(vote, 0, '赞成', { by })).toEqual(first);
  });
});

describe('choices that cannot be read', () => {
  async function damaged(damage: (vote: Vote, room: VotingRoom) => Promise<unknown>): Promise<[VotingRoom, Vote]> {
    const room = await VotingRoom.open(world, { units: 3 });
    const vote = await room.vote({ secret: true });
    await room.cast(vote, 0, '赞成');
    await room.cast(vote, 1, '反对');
    await damage(vote, room);
    return [room, vote];
  }

  it.each<[string, string]>([
    [
      'removed',
      'delete from secret_choices where vote_id = $1 and slot = (select min(slot) from secret_choices where vote_id = $1)',
    ],
    [
      'added',
      `insert into secret_choices select alliance_id, vote_id, '\\x00', content from secret_choices where vote_id = $1 limit 1`,
    ],
    [
      'swapped',
      'update secret_choices a set content = b.content from secret_choices b where a.vote_id = $1 and b.vote_id = $1 and a.slot <> b.slot',
    ],
    ['put on another ballot', `update ballots set "cast" = not "cast" where vote_id = $1`],
  ])('close no vote: %s', async (_, damage) => {
    const [room, vote] = await damaged(({ id }) => world.sql(damage, [rowId(id)]));
    expect(errors(await room.tryToClose(vote))).toEqual([['WRONG_STATE', 'voteId']]);
    expect((await room.tryToAnnul(vote)).vote?.state).toBe('ANNULLED');
  });

  it('are those under a key of another installation', async () => {
    const [room, vote] = await damaged(({ id }) =>
      world.sql('update votes set choices_key = $2 where id = $1', [rowId(id), Buffer.alloc(60, 7)]),
    );
    expect(errors(await room.tryToCast(vote, 0, '赞成'))).toEqual([['WRONG_STATE', 'voteId']]);
    expect((await room.see(vote, room.partner(0).representative))?.myChoices).toMatchObject([{ optionId: null }]);
    expect(errors(await room.tryToClose(vote))).toEqual([['WRONG_STATE', 'voteId']]);
  });
});
