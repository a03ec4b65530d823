import { AGENDA, stateOf, type MeetingWithAgenda } from '../agenda-state';
import { createTestDatabase } from '../cluster';
import { Watcher } from '../watcher';
import { Chance } from './chance';
import { markHiddenTitles } from './hidden-titles';
import { RandomOrganiser } from './organiser';
import { ServerProcess } from './server-process';
import type { Somebody } from '../world/caller';
import type { TestAlliance } from '../world/test-alliance';
import { rowId, TestWorld } from '../world/test-world';

const ORGANISERS = 4;
const UNITS = 6;

interface Audience {
  /** What its members see of a meeting: items up to this level (see src/meetings/meeting.access). */
  readonly level: number;
  readonly by: Somebody | null;
  readonly watcher: Watcher;
}

export interface Run {
  readonly seed: number;
  /** Revisions that the meeting is to go through. */
  readonly changes: number;
  readonly watchers: number;
}

/**
 * Two servers, several organisers who change one meeting at random and at once, watchers of three audiences. Midway a
 * server is killed and another one started; all the time sockets are cut, and watchers leave for a while. In the end every
 * watcher must have what the query answers its viewer, must have been told of each revision exactly once, and must never
 * have received a title that was hidden from it.
 */
export async function randomRun({ seed, changes, watchers }: Run): Promise<void> {
  const chance = new Chance(seed);
  const database = await createTestDatabase();
  const servers: ServerProcess[] = [];
  const audiences: Audience[] = [];
  try {
    servers.push(...(await Promise.all([ServerProcess.start(database), ServerProcess.start(database)])));
    const anyServer = (): ServerProcess => chance.of(servers) as ServerProcess;
    const alliance = await TestWorld.at(database, () => anyServer().url).alliance();
    await markHiddenTitles(alliance.world);
    const { meetingId, unitIds } = await prepare(alliance);
    const voter = { by: await alliance.person('代表', [], [unitIds[0] as string]), unitId: unitIds[0] as string };
    const people = [null, await alliance.person('观察员', ['OBSERVER']), voter.by];
    for (let place = 0; place < watchers; place += 1) {
      const by = people[place % 3] ?? null;
      audiences.push({
        level: (place % 3) + 1,
        by,
        watcher: new Watcher({
          url: () => anyServer().webSocketUrl,
          meetingId,
          ...(by === null ? {} : { token: by.token }),
        }),
      });
    }
    await Promise.all(audiences.map(({ watcher }) => watcher.until(() => watcher.revision !== null, 'the snapshot')));

    const start = await alliance.world.revision(meetingId);
    const done = async (): Promise<number> => (await alliance.world.revision(meetingId)) - start;
    const away = new Map<Watcher, number>();
    const organise = async (organiser: RandomOrganiser, own: Chance, until: number): Promise<void> => {
      for (let now = await done(); now < until; now = await done()) {
        await organiser.change();
        const { watcher } = own.of(audiences) as Audience;
        if (own.percent(10)) watcher.cut();
        if (own.percent(10) && !away.has(watcher)) {
          watcher.leave();
          away.set(watcher, now + own.below(60));
        }
        for (const [each, back] of away) if (now >= back && away.delete(each)) each.comeBack();
      }
    };
    const organisers = await Promise.all(
      Array.from(
        { length: ORGANISERS },
        async (_, place) =>
          new RandomOrganiser(
            alliance,
            await alliance.person(`组织员${place}`, ['ORGANISER']),
            meetingId,
            unitIds,
            voter,
            chance.branch(),
            `甲乙丙丁`[place] ?? '',
          ),
      ),
    );
    const own = organisers.map(() => chance.branch());
    const all = (until: number): Promise<unknown> =>
      Promise.all(organisers.map((organiser, place) => organise(organiser, own[place] as Chance, until)));
    await all(changes * 0.4);
    // killed while the organisers go on with what is left
    const killed = servers.shift() as ServerProcess;
    const going = all(changes * 0.6);
    await killed.kill();
    await going;
    servers.push(await ServerProcess.start(database));
    await all(changes);

    for (const each of away.keys()) each.comeBack();
    const last = await alliance.world.revision(meetingId);
    for (const audience of audiences) await expectAll(alliance, meetingId, audience, last, servers);
    await expectVotes(alliance);
    for (const { watcher } of audiences) await watcher.stop();
    for (const server of servers.splice(0)) {
      expect(await server.stop()).toBe(0);
      expect(server.output).not.toContain('"level"');
    }
  } finally {
    await Promise.all(audiences.map(({ watcher }) => watcher.stop()));
    await Promise.all(servers.map((server) => server.kill()));
    await database.drop();
  }
}

async function prepare(alliance: TestAlliance): Promise<{ meetingId: string; unitIds: string[] }> {
  const unitIds = await Promise.all(Array.from({ length: UNITS }, (_, place) => alliance.unit(`第${place}单位`)));
  const meetingId = await alliance.meeting({ inviteUnitIds: unitIds, quorum: 2 });
  await alliance.as(alliance.organiser).mutate('openMeeting', { meetingId });
  return { meetingId, unitIds };
}

async function expectAll(
  alliance: TestAlliance,
  meetingId: string,
  { level, by, watcher }: Audience,
  last: number,
  servers: readonly ServerProcess[],
): Promise<void> {
  await watcher.reached(last);
  expect(watcher.over).toBeNull();
  for (const server of servers) {
    const { meeting } = await alliance.world
      .as(by, () => server.url)
      .query<{ meeting: MeetingWithAgenda }>(AGENDA, { meetingId });
    expect(meeting.agenda.revision).toBe(last);
    expect(watcher.state).toEqual(stateOf(meeting));
  }
  // each revision exactly once, from the first snapshot on
  expect(watcher.misfits).toBe(0);
  watcher.updates.slice(1).forEach(({ previousRevision, revision }, place) => {
    expect(previousRevision).toBe(watcher.updates[place]?.revision);
    expect(revision).toBeGreaterThan(previousRevision);
  });
  for (const hidden of ['【2】', '【3】', '【4】'].slice(level - 1)) {
    expect(watcher.frames.filter((frame) => frame.includes(hidden))).toEqual([]);
  }
  const [{ shown } = { shown: 0 }] = await alliance.world.sql<{ shown: number }>(
    'select count(*)::int as shown from agenda_items where meeting_id = $1 and audience <= $2',
    [rowId(meetingId), level],
  );
  expect(watcher.printed).toHaveLength(shown);
}

/** Every ballot that was cast counts once, as long as there are counts; what is over keeps no secret, and what is open one for each. */
async function expectVotes(alliance: TestAlliance): Promise<void> {
  const faults = await alliance.world.sql(
    `select vote.*
     from (
       select
         v.*,
         (select sum(count) from vote_options where vote_id = v.id) as counted,
         (select count(*) from ballots where vote_id = v.id and ballots."cast") as voted,
         (select count(*) from secret_choices where vote_id = v.id) as choices
       from votes v
     ) vote
     where voted <> vote."cast"
       or counted is distinct from case when state = 'CLOSED' or (state = 'OPEN' and not secret) then voted end
       or choices <> case when secret and state = 'OPEN' then voted else 0 end`,
  );
  expect(faults).toEqual([]);
}
