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
}, 30_000);
afterEach(() => world.clear());
afterAll(() => world.close());

const SUBJECT = `subject {
  __typename
  ... on Agreement { id title status parties { unit { id } signature { signedAt } } }
  ... on JointProject { id title }
  ... on Need { id title }
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
