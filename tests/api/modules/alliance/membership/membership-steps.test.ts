import {
  MEMBERSHIP_STEPS,
  statusAfter,
  type MembershipStep,
} from '../../../../../src/modules/alliance/membership/membership.rules';
import type { Answer } from '../../../../testkit/world/caller';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

/** Each step of a membership × each status, made from the table of steps; and what a name or a code is taken by. */

let world: TestWorld;
let alliance: TestAlliance;
let count = 0;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.foundAlliance();
});
afterAll(() => world.close());

const STATUSES = ['APPLIED', 'ACTIVE', 'SUSPENDED', 'LEFT', 'DECLINED'] as const;
type Status = (typeof STATUSES)[number];

const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
const ASKED: Readonly<Record<MembershipStep, (unitId: string) => readonly [mutation: string, input: object]>> = {
  admit: (unitId) => ['reviewMembership', { unitId, admit: true }],
  decline: (unitId) => ['reviewMembership', { unitId, admit: false, reason: '材料不全' }],
  suspend: (unitId) => ['suspendMembership', { unitId, reason: '整改' }],
  reinstate: (unitId) => ['reinstateMembership', { unitId }],
  end: (unitId) => ['endMembership', { unitId, leftOn: today(), reason: '迁出' }],
};
const WAYS: Readonly<Record<Status, readonly MembershipStep[]>> = {
  APPLIED: [],
  ACTIVE: ['admit'],
  SUSPENDED: ['admit', 'suspend'],
  LEFT: ['admit', 'end'],
  DECLINED: ['decline'],
};

const faults = ({ userErrors }: Answer): string[] =>
  userErrors.map(({ code, path }) => `${code} ${(path ?? []).join('.')}`);
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A name and a credit code (GB 32100) that no other unit here has. */
function identity(): { name: string; creditCode: string } {
  count += 1;
  const body = `91330106${String(count).padStart(9, '0')}`;
  const sum = [...body].reduce((total, character, index) => total + ALPHABET.indexOf(character) * (3 ** index % 31), 0);
  return { name: `申请单位${count}`, creditCode: `${body}${ALPHABET[(31 - (sum % 31)) % 31]}` };
}

const apply = (input: object): Promise<Answer> =>
  world.as().attempt(
    'applyForMembership',
    {
      allianceId: alliance.id,
      kind: 'SCHOOL',
      affiliation: 'NONE',
      contacts: [{ name: '联系人', phone: '13800138000' }],
      ...input,
    },
    'receipt memberUnit { id }',
  );
const add = (input: object): Promise<Answer> =>
  world
    .as(alliance.secretariat)
    .attempt(
      'addMemberUnit',
      { allianceId: alliance.id, kind: 'SCHOOL', affiliation: 'NONE', ...input },
      'memberUnit { id }',
    );
const take = (step: MembershipStep, id: string): Promise<Answer> => {
  const [mutation, input] = ASKED[step](id);
  return world.as(alliance.secretariat).attempt(mutation, input, 'memberUnit { status }');
};

/** A unit that came to a status as units do. */
async function unitIn(status: Status, input: object = identity()): Promise<string> {
  // an address may send in thirty applications an hour
  await world.sql('delete from rate_limits');
  const { id } = (await apply(input))['memberUnit'] as { id: string };
  for (const step of WAYS[status]) expect(faults(await take(step, id))).toEqual([]);
  return id;
}

describe.each(STATUSES)('a unit that is %s', (status) => {
  it.each(Object.keys(MEMBERSHIP_STEPS) as MembershipStep[])('%s: only as the table has it', async (step) => {
    const id = await unitIn(status);
    const answer = await take(step, id);
    const to = statusAfter(step, status);
    if (to === null) expect([answer['memberUnit'], faults(answer)]).toEqual([null, ['WRONG_STATE unitId']]);
    else expect([answer['memberUnit'], faults(answer)]).toEqual([{ status: to }, []]);
  });

  it('takes its name and code, or leaves them free; an application is never told', async () => {
    const taken = identity();
    await unitIn(status, taken);
    const { name, creditCode } = identity();
    expect(faults(await apply({ ...taken }))).toEqual([]);
    const takes = status === 'ACTIVE' || status === 'SUSPENDED';
    expect(faults(await add({ name: taken.name, creditCode }))).toEqual(takes ? ['CONFLICT name'] : []);
    expect(faults(await add({ name, creditCode: taken.creditCode }))).toEqual(takes ? ['CONFLICT creditCode'] : []);
  });
});

it('an admission and an addition of the same name at once, twelve rounds: one of the two', async () => {
  for (let round = 1; round <= 12; round += 1) {
    const input = identity();
    const id = await unitIn('APPLIED', input);
    const both = [() => take('admit', id), () => add(input)];
    const [first, second] = await Promise.all((round % 2 === 0 ? both : both.reverse()).map((each) => each()));
    const refused = [first, second].flatMap((answer) => (answer === undefined ? [] : faults(answer)));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(/^CONFLICT (unitId|name)$/);
    const [row] = await world.sql<{ present: number }>(
      "select count(*)::int as present from member_units where name = $1 and status in ('ACTIVE', 'SUSPENDED')",
      [input.name],
    );
    expect(row?.present).toBe(1);
  }
});
