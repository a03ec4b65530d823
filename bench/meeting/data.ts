import { Client } from 'pg';
import { ask } from '../requests';
import { plantPerson, type Person } from '../sessions';

export const VOTERS = 200;
const OBSERVERS = 100;

export interface Voter extends Person {
  readonly unitId: string;
}

/** A meeting in session, who runs it, who votes in it, and who only watches. */
export interface MeetingWorld {
  readonly allianceId: string;
  readonly organiser: Person;
  readonly voters: readonly Voter[];
  readonly observers: readonly Person[];
}

/** An alliance of units with a representative each, and observers. */
export async function plantMeetingWorld(ownerUrl: string): Promise<MeetingWorld> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(
      `insert into alliances (id, slug, name) values (uuidv7(), 'qingfeng', '青枫街道党建共建联合会')`,
    );
    const { rows: units } = await client.query<{ id: string; allianceId: string }>(
      `insert into member_units (alliance_id, id, name, kind, affiliation, status)
       select id, uuidv7(), '共建单位' || n, 'SCHOOL', 'DISTRICT', 'ACTIVE' from alliances, generate_series(1, ${VOTERS}) n
       returning id, alliance_id as "allianceId"`,
    );
    const withRole = async (name: string, role: string): Promise<Person> => {
      const person = await plantPerson(client, name);
      await client.query(
        `insert into alliance_roles (alliance_id, id, person_id, role, since) select id, uuidv7(), $1, $2, now() from alliances`,
        [person.id, role],
      );
      return person;
    };
    const organiser = await withRole('李主持', 'ORGANISER');
    const voters: Voter[] = [];
    for (const [place, { id: unitId, allianceId }] of units.entries()) {
      const person = await plantPerson(client, `${place + 1}号代表`);
      await client.query(
        `insert into unit_roles (alliance_id, id, person_id, unit_id, role, since) values ($1, uuidv7(), $2, $3, 'REPRESENTATIVE', now())`,
        [allianceId, person.id, unitId],
      );
      voters.push({ ...person, unitId });
    }
    const observers: Person[] = [];
    while (observers.length < OBSERVERS) observers.push(await withRole(`${observers.length + 1}号观察员`, 'OBSERVER'));
    await client.query('analyze');
    return { allianceId: units[0]?.allianceId ?? '', organiser, voters, observers };
  } finally {
    await client.end();
  }
}

export interface OpenVote {
  readonly meetingId: string;
  readonly voteId: string;
  readonly optionIds: readonly string[];
}

/** The organiser brings a meeting of all units to an open vote. */
export async function openVote(
  url: string,
  { allianceId, organiser, voters }: MeetingWorld,
): Promise<OpenVote & { close(): Promise<void> }> {
  const run = <T>(name: string, input: object, shown: string): Promise<T> => mutate(url, organiser, name, input, shown);
  const unitIds = voters.map(({ unitId }) => `unit_${unitId}`);
  const { meeting } = await run<{ meeting: { id: string; agenda: { items: { id: string }[] } } }>(
    'scheduleMeeting',
    {
      allianceId: `alliance_${allianceId}`,
      kind: 'JOINT',
      title: '第三季度联席会议',
      startsAt: new Date().toISOString(),
      visibility: 'PUBLIC',
      inviteUnitIds: unitIds,
      agenda: [
        ...Array.from({ length: 10 }, (_, place) => ({ title: `关于第${place + 1}项共建工作的汇报`, kind: 'REPORT' })),
        { title: '关于年度共建计划的表决', kind: 'DECISION' },
      ],
    },
    'meeting { id agenda { items { id } } }',
  );
  const meetingId = meeting.id;
  await run('openMeeting', { meetingId }, 'meeting { id }');
  await run('checkIn', { meetingId, unitIds, present: true }, 'meeting { id }');
  const { vote } = await run<{ vote: { id: string; options: { id: string }[] } }>(
    'openVote',
    {
      itemId: meeting.agenda.items.at(-1)?.id,
      question: '是否通过年度共建计划？',
      options: [
        { label: '赞成', kind: 'FOR' },
        { label: '反对', kind: 'AGAINST' },
      ],
      threshold: 'SIMPLE_MAJORITY',
      secret: false,
    },
    'vote { id options { id } }',
  );
  return {
    meetingId,
    voteId: vote.id,
    optionIds: vote.options.map(({ id }) => id),
    close: async () => void (await run('closeVote', { voteId: vote.id }, 'vote { id }')),
  };
}

export async function castVote(
  url: string,
  { voteId, optionIds }: OpenVote,
  voter: Voter,
  option: number,
): Promise<void> {
  const input = { voteId, unitId: `unit_${voter.unitId}`, optionId: optionIds[option] };
  await mutate(url, voter, 'castVote', input, 'vote { id cast myChoices { optionId } }');
}

async function mutate<T>(url: string, by: Person, name: string, input: object, shown: string): Promise<T> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${shown} userErrors { message } } }`;
  const headers = { authorization: `Bearer ${by.token}` };
  const text = await ask({ url, headers, body: JSON.stringify({ query, variables: { input } }) });
  if (!text.includes('"userErrors":[]')) throw new Error(`${name} came to nothing: ${text}`);
  return (JSON.parse(text) as { data: Record<string, T> }).data[name] as T;
}
