import type { Sender, Somebody } from '../../../../testkit/world/caller';
import { errors, SectorMeetings } from '../../../../testkit/world/sector-meetings';

let meetings: SectorMeetings;
let expert: Somebody & { appointment: string };
let colleague: Somebody & { appointment: string };
beforeAll(async () => {
  meetings = await SectorMeetings.open();
  expert = await appointed();
  colleague = await appointed();
});
afterAll(() => meetings.close());

async function appointed(more: object = {}): Promise<Somebody & { appointment: string }> {
  const somebody = await meetings.alliance.join();
  const appointment = await meetings.alliance.create('appointExpert', 'expert', {
    personId: somebody.id,
    fields: ['医疗'],
    ...more,
  });
  await meetings.alliance.create('grantAllianceRole', 'person', { personId: somebody.id, role: 'EXPERT' });
  return { ...somebody, appointment };
}

interface Consultation {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly experts: readonly { id: string }[];
  readonly recommendations: readonly { id: string; text: string; status: string; response: string | null }[];
  readonly meeting: { id: string } | null;
}

const SHOWN = `id question status version experts { id } meeting { id }
  recommendations { id text status response expert { id } }`;

async function open(more: object = {}, caller: Sender = meetings.alliance.secretariat) {
  return meetings.world.as(caller).attempt<{ consultation: Consultation | null }>(
    'openConsultation',
    {
      allianceId: meetings.alliance.id,
      question: '如何为老年人就近配药',
      expertIds: [expert.appointment, colleague.appointment],
      ...more,
    },
    `consultation { ${SHOWN} }`,
  );
}

async function opened(more: object = {}): Promise<string> {
  const { consultation, userErrors } = await open(more);
  if (consultation === null) throw new Error(JSON.stringify(userErrors));
  return consultation.id;
}

const advise = (consultationId: string, text: string, caller: Sender = expert) =>
  meetings.world
    .as(caller)
    .attempt<{ recommendation: { id: string } | null }>(
      'submitRecommendation',
      { consultationId, text },
      'recommendation { id text status expert { id } }',
    );
const answer = (
  recommendationId: string | undefined,
  status: string,
  caller: Sender = meetings.alliance.secretariat,
  more: object = {},
) =>
  meetings.world
    .as(caller)
    .attempt('respondToRecommendation', { recommendationId, status, ...more }, 'recommendation { id status response }');
const close = (consultationId: string, caller: Sender = meetings.alliance.secretariat) =>
  meetings.world.as(caller).attempt('closeConsultation', { consultationId }, 'consultation { id status }');

async function see(id: string, caller: Sender = meetings.alliance.secretariat): Promise<Consultation | null> {
  const { node } = await meetings.world
    .as(caller)
    .query<{ node: Consultation | null }>(`query ($id: ID!) { node(id: $id) { ... on Consultation { ${SHOWN} } } }`, {
      id,
    });
  return node;
}

it('is asked, advised on, answered and closed', async () => {
  const id = await opened();
  expect(await see(id)).toMatchObject({ status: 'OPEN', version: 1, recommendations: [], meeting: null });
  const first = await advise(id, '设社区配药点');
  expect(first.recommendation).toMatchObject({
    text: '设社区配药点',
    status: 'SUBMITTED',
    expert: { id: expert.appointment },
  });
  // while it has no answer, an expert may say something else
  await advise(id, '设流动配药车');
  const second = await advise(id, '延长门诊时间', colleague);
  expect((await see(id))?.recommendations.map(({ text }) => text).sort()).toEqual(
    ['延长门诊时间', '设流动配药车'].sort(),
  );
  const answered = await answer(first.recommendation?.id, 'ADOPTED', meetings.alliance.secretariat, {
    response: '下月起试行',
  });
  expect(answered['recommendation']).toMatchObject({ status: 'ADOPTED', response: '下月起试行' });
  expect(await see(id)).toMatchObject({ status: 'OPEN' });
  await answer(second.recommendation?.id, 'DECLINED');
  expect(await see(id)).toMatchObject({ status: 'ANSWERED', version: 6 });
  expect(errors(await advise(id, '又有一条'))).toEqual([['WRONG_STATE', 'consultationId']]);
  expect(errors(await close(id))).toEqual([]);
  expect(await see(id)).toMatchObject({ status: 'CLOSED' });
  for (const over of [await close(id), await advise(id, '迟到的建议', colleague)])
    expect(errors(over)).toEqual([['WRONG_STATE', 'consultationId']]);
  expect(errors(await answer(first.recommendation?.id, 'DECLINED'))).toEqual([['WRONG_STATE', 'recommendationId']]);
  const actions = await meetings.world.sql<{ action: string }>(
    'select action from audit_entries where subject = $1 order by at',
    [id],
  );
  expect(actions.map(({ action }) => action)).toEqual([
    'openConsultation',
    ...['submitRecommendation', 'submitRecommendation', 'submitRecommendation'],
    ...['respondToRecommendation', 'respondToRecommendation'],
    'closeConsultation',
  ]);
});

it('is opened anew by what comes after all is answered', async () => {
  const id = await opened();
  const { recommendation } = await advise(id, '设社区配药点');
  await answer(recommendation?.id, 'PARTLY_ADOPTED');
  expect(await see(id)).toMatchObject({ status: 'ANSWERED' });
  await advise(id, '延长门诊时间', colleague);
  expect(await see(id)).toMatchObject({ status: 'OPEN' });
});

it('asks experts of its alliance whose appointments last', async () => {
  const former = await appointed({ since: '2020-01-01', until: '2020-12-31' });
  expect(errors(await open({ expertIds: [former.appointment] }))).toEqual([['WRONG_STATE', 'expertIds.0']]);
  expect(errors(await open({ expertIds: [] }))).toEqual([['INVALID', 'expertIds']]);
  const unknown = `expert_${crypto.randomUUID()}`;
  expect(errors(await open({ expertIds: [expert.appointment, unknown] }))).toEqual([['NOT_FOUND', 'expertIds.1']]);
  const id = await opened();
  expect(errors(await answer((await advise(id, '设社区配药点')).recommendation?.id, 'SUBMITTED'))).toEqual([
    ['INVALID', 'status'],
  ]);
  expect((await see(id))?.experts.map((each) => each.id).sort()).toEqual(
    [expert.appointment, colleague.appointment].sort(),
  );
});

describe('who may', () => {
  it('open and close it, and answer: the secretariat, and for a meeting those who run that', async () => {
    const { id: meetingId } = await meetings.schedule();
    for (const caller of [meetings.observer, meetings.organiser, meetings.convenor, meetings.representative, expert])
      expect(errors(await open({}, caller))).toEqual([['NOT_ALLOWED', null]]);
    for (const caller of [meetings.observer, meetings.liaison, meetings.representative, expert])
      expect(errors(await open({ meetingId }, caller))).toEqual([['NOT_ALLOWED', 'meetingId']]);
    const { consultation } = await open({ meetingId }, meetings.convenor);
    expect(consultation?.meeting).toEqual({ id: meetingId });
    const id = consultation?.id ?? '';
    const { recommendation } = await advise(id, '设社区配药点');
    for (const caller of [meetings.observer, meetings.liaison, meetings.representative, expert]) {
      expect(errors(await answer(recommendation?.id, 'ADOPTED', caller))).toEqual([
        ['NOT_ALLOWED', 'recommendationId'],
      ]);
      expect(errors(await close(id, caller))).toEqual([['NOT_ALLOWED', 'consultationId']]);
    }
    expect(errors(await answer(recommendation?.id, 'ADOPTED', meetings.convenor))).toEqual([]);
    expect(errors(await close(id, meetings.organiser))).toEqual([]);
    await meetings.done('cancelMeeting', { meetingId, reason: '改期' });
    expect(errors(await open({ meetingId }))).toEqual([['WRONG_STATE', 'meetingId']]);
  });

  it('advise: those who are asked, for themselves', async () => {
    const id = await opened({ expertIds: [expert.appointment] });
    for (const caller of [colleague, meetings.alliance.secretariat, meetings.organiser, meetings.representative])
      expect(errors(await advise(id, '替人建议', caller))).toEqual([['NOT_ALLOWED', 'consultationId']]);
    expect(errors(await advise(id, '外人建议', meetings.other.secretariat))).toEqual([['NOT_FOUND', 'consultationId']]);
  });

  it('see one for a closed meeting: those who see the meeting, and its experts, who see nothing else of it', async () => {
    const { id: meetingId } = await meetings.schedule({ visibility: 'CLOSED' });
    const id = await opened({ meetingId, expertIds: [expert.appointment] });
    expect(await see(id, meetings.representative)).toMatchObject({ meeting: { id: meetingId } });
    expect(await see(id, expert)).toMatchObject({ id, meeting: null });
    for (const caller of [colleague, meetings.observer, {}]) expect(await see(id, caller)).toBeNull();
    expect(errors(await advise(id, '设社区配药点'))).toEqual([]);
    expect(errors(await close(id, expert))).toEqual([['NOT_ALLOWED', 'consultationId']]);
  });
});

it('counts every recommendation of experts who advise at once', async () => {
  const experts = await Promise.all(Array.from({ length: 6 }, () => appointed()));
  const id = await opened({ expertIds: experts.map(({ appointment }) => appointment) });
  const answers = await Promise.all(experts.map((each, index) => advise(id, `第 ${index} 条`, each)));
  expect(answers.flatMap(errors)).toEqual([]);
  expect(await see(id)).toMatchObject({ version: 7, recommendations: { length: 6 } });
});
