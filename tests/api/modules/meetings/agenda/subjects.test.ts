import type { Answer, Sender } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let school: Partner;
let clinic: Partner;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  [school, clinic] = (await alliance.partners('青枫小学', '社区诊所')) as [Partner, Partner];
});
afterEach(() => world.clear());
afterAll(() => world.close());

const SUBJECT = `subject {
  __typename
  ... on Agreement { id title status parties { unit { id } signature { signedAt } } }
  ... on JointProject { id title }
  ... on Need { id title }
  ... on Consultation { id question progress: status recommendations { became: status } }
}`;
const LIVE = `subscription ($meetingId: ID!, $after: Int) {
  agendaUpdates(meetingId: $meetingId, after: $after) {
    changes { __typename ... on AgendaItemChanged { item { id ${SUBJECT} } } }
  }
}`;
interface Step {
  readonly changes: readonly {
    readonly item?: {
      readonly id: string;
      readonly subject: {
        readonly status?: string;
        readonly parties?: readonly { readonly signature: unknown }[];
      } | null;
    };
  }[];
}
const errors = ({ userErrors }: Pick<Answer, 'userErrors'>): string[] =>
  userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`);
const meeting = () => alliance.meeting({ inviteUnitIds: [school.unitId, clinic.unitId] });
const add = (meetingId: string, subjectId: string | null, by: Sender = alliance.organiser) =>
  world.as(by).attempt<{ item: { id: string } | null }>(
    'addAgendaItem',
    {
      meetingId,
      item: { title: '签约', kind: 'SIGNING', subjectId },
    },
    'item { id }',
  );
async function added(meetingId: string, subjectId: string, by: Sender = alliance.secretariat): Promise<string> {
  const { item, userErrors } = await add(meetingId, subjectId, by);
  if (item === null) throw new Error(JSON.stringify(userErrors));
  return item.id;
}
const subject = async (itemId: string, by: Sender | null = alliance.secretariat) =>
  (await world.as(by).node<{ subject: unknown }>(itemId, `... on AgendaItem { ${SUBJECT} }`))?.subject;
const need = () =>
  world.as(school.representative).make('publishNeed', 'need', {
    allianceId: alliance.id,
    unitId: school.unitId,
    title: '操场',
    category: 'CULTURE_SPORTS',
  });

it('an item is about an agreement, a project or a need, as far as each viewer sees that', async () => {
  const meetingId = await meeting();
  const agreement = await alliance.agreements.open([school, clinic]);
  const project = await world.as(school.representative).make('proposeProject', 'project', {
    allianceId: alliance.id,
    title: '共建',
    category: 'CULTURE_SPORTS',
    leadUnitId: school.unitId,
    description: '说明',
  });
  const needId = await need();
  const items = [await added(meetingId, agreement.id), await added(meetingId, project), await added(meetingId, needId)];
  const seenBy = (by: Sender | null) => Promise.all(items.map((item) => subject(item, by)));
  expect(await seenBy(alliance.secretariat)).toMatchObject([
    { __typename: 'Agreement', id: agreement.id },
    { __typename: 'JointProject', id: project },
    { __typename: 'Need', id: needId },
  ]);
  // what is not signed is its parties' alone, and what is proposed the members'
  expect(await seenBy(alliance.organiser)).toMatchObject([null, { id: project }, { id: needId }]);
  expect(await seenBy(null)).toMatchObject([null, null, { id: needId }]);
  const update = (more: object) =>
    world.as(alliance.secretariat).attempt('updateAgendaItem', { itemId: items[2], ...more });
  expect(errors(await update({ subjectId: project }))).toEqual([]);
  expect(await subject(items[2] as string)).toMatchObject({ id: project });
  expect(errors(await update({ title: '改' }))).toEqual([]);
  expect(await subject(items[2] as string)).toMatchObject({ id: project });
  expect(errors(await update({ subjectId: null }))).toEqual([]);
  expect(await subject(items[2] as string)).toBeNull();
});

it('is about nothing that its sender may not see, and nothing of another alliance', async () => {
  const meetingId = await meeting();
  const agreement = await alliance.agreements.open([school, clinic]);
  expect(errors(await add(meetingId, agreement.id))).toEqual(['NOT_FOUND item.subjectId']);
  expect(errors(await add(meetingId, agreement.id, alliance.secretariat))).toEqual([]);
  const other = await world.alliance();
  const theirs = await other.partner('外单位');
  const elsewhere = await world.as(theirs.representative).make('publishNeed', 'need', {
    allianceId: other.id,
    unitId: theirs.unitId,
    title: '他处',
    category: 'CULTURE_SPORTS',
  });
  expect(errors(await add(meetingId, elsewhere))).toEqual(['NOT_FOUND item.subjectId']);
  expect(errors(await add(meetingId, meetingId))).toEqual(['NOT_FOUND item.subjectId']);
  const scheduled = await world.as(alliance.organiser).attempt('scheduleMeeting', {
    allianceId: alliance.id,
    kind: 'JOINT',
    title: '会',
    startsAt: '2026-11-23T01:00:00Z',
    visibility: 'PUBLIC',
    agenda: [
      { title: '一', kind: 'SIGNING', subjectId: await need() },
      { title: '二', kind: 'SIGNING', subjectId: agreement.id },
    ],
  });
  expect(errors(scheduled)).toEqual(['NOT_FOUND agenda.1.subjectId']);
});

it('shows signatures as they arrive to those who see the agreement, and to everybody once it is signed', async () => {
  const meetingId = await meeting();
  const agreement = await alliance.agreements.open([school, clinic]);
  const itemId = await added(meetingId, agreement.id);
  const [plain] = [await added(meetingId, await need())];
  const revision = await world.revision(meetingId);
  const follow = async (by: Sender | null) => {
    const socket = await world.socket(by);
    socket.subscribe('1', LIVE, { meetingId, after: revision });
    return async (count: number): Promise<unknown[]> =>
      (await socket.some(count, ({ type }) => type === 'next')).map((message) => {
        const { payload } = message as unknown as { payload: { data: { agendaUpdates: Step } } };
        return payload.data.agendaUpdates.changes.map(({ item }) => [
          item?.id,
          item?.subject?.status ?? null,
          item?.subject?.parties?.filter(({ signature }) => signature !== null).length ?? 0,
        ]);
      });
  };
  const [everybody, party, organiser] = [
    await follow(null),
    await follow(school.representative),
    await follow(alliance.organiser),
  ];
  await alliance.agreements.sign(school, agreement);
  const each = [await everybody(1), await party(1), await organiser(1)];
  expect(each).toEqual([[[]], [[[itemId, 'OPEN_FOR_SIGNATURE', 1]]], [[]]]);
  await alliance.agreements.sign(clinic, agreement);
  const [, publicly] = await everybody(2);
  expect(publicly).toEqual([[itemId, 'ACTIVE', expect.any(Number)]]);
  expect((await party(2))[1]).toEqual([[itemId, 'ACTIVE', 2]]);
  expect(plain).not.toBe(itemId);
  expect(await world.revision(meetingId)).toBe(revision + 2);
  expect((await organiser(2))[1]).toEqual([[itemId, 'ACTIVE', 2]]);
});

describe('a consultation', () => {
  async function asked(more: object = {}) {
    const expert = await alliance.join();
    const appointment = await alliance.create('appointExpert', 'expert', { personId: expert.id, fields: ['医疗'] });
    await alliance.create('grantAllianceRole', 'person', { personId: expert.id, role: 'EXPERT' });
    const id = await world.as(alliance.secretariat).make('openConsultation', 'consultation', {
      allianceId: alliance.id,
      question: '如何就近配药',
      expertIds: [appointment],
      ...more,
    });
    return { id, expert };
  }
  const ITEMS = `... on Consultation { agendaItems { title state item { id meeting { id } } } }`;
  const items = async (id: string, by: Sender | null) =>
    (await world.as(by).node<{ agendaItems: { title: string; state: string; item: unknown }[] }>(id, ITEMS))
      ?.agendaItems;

  it('is what an item is about, and its steps are steps of the agenda for those who see it', async () => {
    const meetingId = await meeting();
    const { id, expert } = await asked();
    const itemId = await added(meetingId, id);
    expect(await subject(itemId, school.representative)).toMatchObject({ __typename: 'Consultation', id });
    // consultations are for members
    expect(await subject(itemId, null)).toBeNull();
    const revision = await world.revision(meetingId);
    const [everybody, member] = [await world.socket(null), await world.socket(school.representative)];
    for (const socket of [everybody, member]) socket.subscribe('1', LIVE, { meetingId, after: revision });
    const steps = async (socket: typeof member, count: number) =>
      (await socket.some(count, ({ type }) => type === 'next')).map((message) => {
        const { payload } = message as unknown as { payload: { data: { agendaUpdates: Step } } };
        return payload.data.agendaUpdates.changes.map(({ item }) => item?.subject);
      });
    const recommendation = await world
      .as(expert)
      .make('submitRecommendation', 'recommendation', { consultationId: id, text: '设社区配药点' });
    expect(await steps(member, 1)).toMatchObject([[{ progress: 'OPEN', recommendations: [{ became: 'SUBMITTED' }] }]]);
    await world
      .as(alliance.secretariat)
      .mutate('respondToRecommendation', { recommendationId: recommendation, status: 'ADOPTED' });
    expect((await steps(member, 2))[1]).toMatchObject([
      { progress: 'ANSWERED', recommendations: [{ became: 'ADOPTED' }] },
    ]);
    await world.as(alliance.secretariat).mutate('closeConsultation', { consultationId: id });
    expect((await steps(member, 3))[2]).toMatchObject([{ progress: 'CLOSED' }]);
    expect(await steps(everybody, 3)).toEqual([[], [], []]);
    expect(await world.revision(meetingId)).toBe(revision + 3);
  });

  it('shows its experts its item of a closed meeting, and nothing else of that', async () => {
    const meetingId = await alliance.meeting({ visibility: 'CLOSED', inviteUnitIds: [school.unitId] });
    const { id, expert } = await asked();
    const other = await asked();
    const itemId = await added(meetingId, id);
    await added(meetingId, await need());
    const own = { title: '签约', state: 'PENDING' };
    expect(await items(id, expert)).toEqual([{ ...own, item: null }]);
    expect(await items(id, school.representative)).toEqual([
      { ...own, item: { id: itemId, meeting: { id: meetingId } } },
    ]);
    expect(await items(id, other.expert)).toEqual([]);
    expect(await items(id, clinic.representative)).toEqual([]);
    expect(await subject(itemId, expert)).toBeUndefined();
    for (const hidden of [meetingId, itemId])
      expect(await world.as(expert).node(hidden, '... on Node { id }')).toBeNull();
    const listed = await world
      .as(expert)
      .query<object>('query ($id: ID!) { node(id: $id) { ... on Alliance { meetings { totalCount } } } }', {
        id: alliance.id,
      });
    expect(JSON.stringify(listed)).not.toContain(meetingId);
    const socket = await world.socket(expert);
    socket.subscribe('1', LIVE, { meetingId });
    expect(await socket.some(1, ({ type }) => type === 'error')).toMatchObject([
      { payload: [{ extensions: { code: 'NOT_FOUND' } }] },
    ]);
  });

  it('does not tell its experts of a draft', async () => {
    const meetingId = await alliance.meeting({ draft: true });
    const { id, expert } = await asked();
    await added(meetingId, id);
    expect(await items(id, expert)).toEqual([]);
    await world.as(alliance.organiser).mutate('publishMeeting', { meetingId });
    expect(await items(id, expert)).toHaveLength(1);
    await world.as(alliance.secretariat).mutate('cancelMeeting', { meetingId, reason: '改期' });
    expect(await items(id, expert)).toHaveLength(1);
  });
});

it('leaves meetings that are over as they were', async () => {
  const meetingId = await meeting();
  const agreement = await alliance.agreements.open([school, clinic]);
  await added(meetingId, agreement.id);
  await world.as(alliance.organiser).mutate('openMeeting', { meetingId });
  await world.as(alliance.organiser).mutate('closeMeeting', { meetingId });
  const revision = await world.revision(meetingId);
  await alliance.agreements.sign(school, agreement);
  expect(await world.revision(meetingId)).toBe(revision);
});
