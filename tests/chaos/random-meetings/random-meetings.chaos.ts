import { Chance } from '../../testkit/random-run/chance';
import { markHiddenTitles } from '../../testkit/random-run/hidden-titles';
import { meetingPeople, MeetingLife, steadyChoice, type MeetingPeople } from '../../testkit/random-run/meeting-life';
import { MeetingTruths } from '../../testkit/random-run/meeting-truths';
import { actions, RandomLife, SEED } from '../../testkit/random-run/random-life';
import { Calendar } from '../../testkit/world/agreement-lives';
import type { TestAlliance } from '../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../testkit/world/test-world';
import { FallingServers } from '../falling-servers';
import { ConsultationFollowers } from './consultation-followers';
import { MeetingFollowers, type Audience } from './meeting-followers';

/*
 * Whole meetings that live at random: several callers at once, on two servers of which one falls again and again, while the public, a
 * member, a participant and an organiser follow each meeting, and experts what they are asked. Whatever was done through the API, rows, events, audit log, timelines,
 * quorums and totals agree, and everybody who follows has what the query answers them. `SEED=…` repeats a run's choices, though not how
 * those who act at once come one after another.
 */

jest.setTimeout(900_000);

const ACTIONS = actions(900);
const AT_ONCE = 6;
const MEETINGS_AT_ONCE = 3;
/** All is looked at after so many actions. */
const ROUND = 60;
const LIVED = [
  ...[
    'scheduleMeeting',
    'publishMeeting',
    'openMeeting',
    'suspendMeeting',
    'closeMeeting',
    'cancelMeeting',
    'updateMeeting',
  ],
  ...['addAgendaItem', 'updateAgendaItem', 'moveAgendaItem', 'removeAgendaItem', 'setAgendaItemState'],
  ...['respondToInvitation', 'checkIn', 'requestToSpeak', 'setSpeakerState', 'reorderSpeakers'],
  ...['openVote', 'castVote', 'castVote refused', 'closeVote', 'annulVote', 'recordDecision', 'setActionItemStatus'],
  ...['writeMinutes', 'approveMinutes', 'scheduleSeries', 'endSeries'],
  ...['openConsultation', 'submitRecommendation', 'respondToRecommendation', 'closeConsultation'],
  ...['saveAgendaTemplate', 'deleteAgendaTemplate', 'deleteAgendaTemplate refused'],
  ...['draftAgreement', 'openAgreementForSignature', 'signAgreement'],
];
/** What is never without a change, so that each success stands in the audit log, once. */
const ALWAYS_AUDITED = [
  ...['scheduleMeeting', 'publishMeeting', 'openMeeting', 'suspendMeeting', 'closeMeeting'],
  ...[
    'addAgendaItem',
    'removeAgendaItem',
    'requestToSpeak',
    'openVote',
    'closeVote',
    'recordDecision',
    'approveMinutes',
  ],
  ...['openConsultation', 'closeConsultation', 'saveAgendaTemplate', 'deleteAgendaTemplate'],
];

let world: TestWorld;
let alliance: TestAlliance;
let people: MeetingPeople;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  await markHiddenTitles(world);
  people = await meetingPeople(alliance);
});
afterAll(() => world.close());

it(`whatever is done at meetings, all tell the same of it (seed ${SEED})`, async () => {
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const servers = new FallingServers(world, new Chance(SEED));
  const life = new RandomLife(alliance, new Calendar(today), LIVED, servers.ask);
  const meetings = new MeetingLife(life, people, MEETINGS_AT_ONCE);
  const truths = new MeetingTruths(world, rowId(alliance.id));
  const audiences: Audience[] = [
    { name: 'public', level: 1, by: null },
    { name: 'member', level: 2, by: people.observer },
    { name: 'participant', level: 3, by: people.partners[0]?.representative ?? null },
    { name: 'organiser', level: 4, by: alliance.organiser },
  ];
  const followers = new MeetingFollowers(world, audiences, servers.webSocketUrl);
  const lookers = [...people.experts, { ...people.observer, appointment: null }].map(({ appointment, ...by }) => ({
    by,
    appointment,
  }));
  const experts = new ConsultationFollowers(world, alliance.id, lookers, servers.webSocketUrl);
  const callers = Array.from({ length: AT_ONCE }, () => life.chance.branch());
  const look = async (): Promise<void> => {
    expect(await truths.wrongs()).toEqual({});
    await followers.expectAll(meetings.current);
    await experts.expectAll();
  };

  try {
    for (let done = 0; life.goesOn(done, ACTIONS); done += AT_ONCE) {
      servers.keep();
      await Promise.all(callers.map((chance) => meetings.act(chance)));
      followers.follow(meetings.current);
      await experts.follow();
      if (life.chance.percent(60)) followers.disturb(life.chance);
      if (life.chance.percent(30)) experts.disturb(life.chance);
      if (life.chance.percent(10)) await world.server.running.timedWork.catchUp();
      if (done % ROUND === 0) await look();
    }
    await look();
    life.expectLived();
    await followers.expectTimelines(meetings.all, truths);
    await expectOnce(truths, life);
    await expectSecretTotals(truths);
  } finally {
    await experts.close();
    await servers.close();
  }
});

/** What was answered was done, once, however often it was asked. */
async function expectOnce(truths: MeetingTruths, { done }: RandomLife): Promise<void> {
  const audited = await truths.audited();
  const times = (counted: ReadonlyMap<string, number>): unknown =>
    ALWAYS_AUDITED.map((mutation) => [mutation, counted.get(mutation) ?? 0]);
  expect(times(audited)).toEqual(times(done));
}

/** Where nobody changes their mind, a secret vote's totals are known of those who voted. */
async function expectSecretTotals(truths: MeetingTruths): Promise<void> {
  for (const { id, counts, voted } of await truths.secretTotals()) {
    const chosen = voted.map((unit) =>
      steadyChoice(
        id,
        people.partners.findIndex(({ unitId }) => unitId === unit),
        counts.length,
      ),
    );
    if (!chosen.includes(null))
      expect([id, counts]).toEqual([id, counts.map((_, place) => chosen.filter((each) => each === place).length)]);
  }
}
