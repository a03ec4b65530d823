import path from 'node:path';
import { createLogger } from '../../src/platform/observability/logger';
import { request } from '../testkit/graphql';
import { ServerProcess } from '../testkit/random-run/server-process';
import { rowId, TestWorld } from '../testkit/world/test-world';
import { counts, VotingRoom, type Vote } from '../testkit/world/voting-room';

const FALLING_SERVER = path.resolve(__dirname, 'falling-server.process.ts');
/** More statements than closing a vote has, so that a loop ends. */
const TOO_MANY = 60;
const CLOSE = 'mutation ($input: CloseVoteInput!) { closeVote(input: $input) { vote { state } userErrors { code } } }';

/** The one that stays up. */
let world: TestWorld;
let room: VotingRoom;
beforeAll(async () => {
  // what is cut is logged as a fault
  world = await TestWorld.open({ log: createLogger('silent') });
  room = await VotingRoom.open(world, { units: 3, quorum: 3 });
});
afterAll(() => world.close());

/** A secret vote that waits for its closing. */
async function cast(): Promise<Vote> {
  const vote = await room.vote({ secret: true });
  for (const [index, label] of ['赞成', '反对', '赞成'].entries()) await room.cast(vote, index, label);
  return vote;
}

/** What stands of a vote: its choices and key, its end, its traces. */
async function standing(vote: Vote): Promise<Readonly<Record<string, unknown>>> {
  // whoever still holds the meeting has ended before this is answered
  await world.sql('select from joint_meetings where id = $1 for update', [rowId(room.meetingId)]);
  const [row] = await world.sql(
    `select
       state,
       outcome,
       choices_key is not null as key,
       (select count(*)::int from secret_choices where vote_id = v.id) as choices,
       (select count(*)::int from audit_entries where subject = 'vote_' || v.id and action = 'closeVote') as audit,
       (select array_agg(count order by position) from vote_options where vote_id = v.id) as counts,
       (select revision from joint_meetings m where m.id = v.meeting_id)
         = (select max(revision) from live_events where stream_id = v.meeting_id) as told
     from votes v
     where id = $1`,
    [rowId(vote.id)],
  );
  return row ?? {};
}

const OPEN = { state: 'OPEN', outcome: null, key: true, choices: 3, audit: 0, counts: [null, null, null], told: true };
const CLOSED = { state: 'CLOSED', outcome: 'CARRIED', key: false, choices: 0, audit: 1, counts: [2, 1, 0], told: true };

/** Lets a server that falls there close a vote; the next one finds all of the closing or nothing, and closes it. */
async function fallen(falls: string): Promise<'all' | 'nothing' | 'stood'> {
  const vote = await cast();
  const falling = await ServerProcess.start(world.server.database, FALLING_SERVER, { FALLS: falls });
  const answer = await request(falling.url, {
    query: CLOSE,
    variables: { input: { voteId: vote.id } },
    token: room.alliance.organiser.token,
  }).catch(() => null);
  if (answer !== null) {
    expect(await standing(vote)).toEqual(CLOSED);
    await falling.kill();
    return 'stood';
  }
  expect(await falling.ended()).toBe('SIGKILL');
  const left = await standing(vote);
  const all = left['state'] === 'CLOSED';
  expect(left).toEqual(all ? CLOSED : OPEN);
  const again = await room.tryToClose(vote);
  if (all) expect(again.userErrors.map(({ code }) => code)).toEqual(['WRONG_STATE']);
  else expect(again.vote && counts(again.vote)).toEqual([2, 1, 0]);
  expect(await standing(vote)).toEqual(CLOSED);
  return all ? 'all' : 'nothing';
}

it('a server that is killed before any statement of closing a secret vote leaves all of it or nothing', async () => {
  const outcomes: string[] = [];
  for (let place = 1; place <= TOO_MANY && outcomes.at(-1) !== 'stood'; place += 1)
    outcomes.push(await fallen(`before ${place}`));
  process.stdout.write(
    `killed before each of ${outcomes.length - 1} statements: ${outcomes.filter((outcome) => outcome === 'all').length} times after the commit\n`,
  );
  expect(outcomes.length).toBeGreaterThan(8);
  expect(outcomes.at(-1)).toBe('stood');
  expect(outcomes.slice(0, -1).join(' ')).toMatch(/^(nothing ?)+(all ?)*$/);
}, 600_000);

it('a server that is killed while PostgreSQL commits the closing has closed it', async () => {
  expect(await fallen('after COMMIT')).toBe('all');
});
