import { Client } from 'pg';
import { ask } from '../requests';
import { plantPerson, type Person } from '../sessions';

export const MEETINGS = 100;
export const ITEMS = 20;
export const AGREEMENTS = 100;
export const PARTIES = 20;

/** A party that is to sign an agreement. */
export interface Signing {
  readonly agreementId: string;
  readonly contentHash: string;
  readonly unitId: string;
  readonly representative: Person;
}

export interface WritesWorld {
  readonly organiser: Person;
  /** Of all meetings, one of each in turn. */
  readonly itemIds: readonly string[];
  /** Of all agreements, one of each in turn. */
  readonly signings: readonly Signing[];
}

/** A hundred meetings in session with twenty items each, an organiser, and twenty units with their representatives. */
const ROWS = `
  insert into alliances (id, slug, name) values (uuidv7(), 'qingfeng', '青枫街道党建共建联合会');
  insert into member_units (alliance_id, id, name, kind, affiliation, status)
    select id, uuidv7(), '共建单位' || n, 'SCHOOL', 'DISTRICT', 'ACTIVE' from alliances, generate_series(1, ${PARTIES}) n;
  insert into joint_meetings (alliance_id, id, kind, title, status, visibility, audience, starts_at, opened_at, check_in_secret)
    select id, uuidv7(), 'JOINT', '第' || n || '次联席会议', 'IN_SESSION', 'PUBLIC', 1, now(), now(), '\\x00' from alliances, generate_series(1, ${MEETINGS}) n;
  insert into agenda_items (alliance_id, id, meeting_id, position, ordinal, title, kind, state, visibility, audience, planned_minutes,
      presenter_unit_id, numbers, expected_starts)
    select m.alliance_id, uuidv7(), m.id, u.n, u.n, '关于第' || u.n || '项共建工作的汇报', 'REPORT', 'PENDING', 'PUBLIC', 1, 10, u.id,
      array_fill(u.n::text, array[3]), array_fill(now() + u.n * interval '10 minutes', array[3])
    from joint_meetings m, (select id, row_number() over (order by id) as n from member_units) u`;

/** Plants what is written to; agreements come about through the server. Nobody is connected to the database afterwards. */
export async function plantWritesWorld(ownerUrl: string, url: string): Promise<WritesWorld> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const statement of ROWS.split(';\n')) await client.query(statement);
    const organiser = await plantPerson(client, '李主持');
    await client.query(
      `insert into alliance_roles (alliance_id, id, person_id, role, since) select id, uuidv7(), $1, 'ORGANISER', now() from alliances`,
      [organiser.id],
    );
    const { rows: units } = await client.query<{ id: string; alliance_id: string }>(
      'select id, alliance_id from member_units order by id',
    );
    const parties: { unitId: string; representative: Person }[] = [];
    for (const [place, unit] of units.entries()) {
      const representative = await plantPerson(client, `${place + 1}号代表`);
      await client.query(
        `insert into unit_roles (alliance_id, id, person_id, unit_id, role, since) values ($1, uuidv7(), $2, $3, 'REPRESENTATIVE', now())`,
        [unit.alliance_id, representative.id, unit.id],
      );
      parties.push({ unitId: unit.id, representative });
    }
    await client.query('analyze');
    const { rows: items } = await client.query<{ id: string }>(
      'select id from agenda_items order by ordinal, meeting_id',
    );
    const opened: { agreementId: string; contentHash: string }[] = [];
    for (let place = 0; place < AGREEMENTS; place += 1)
      opened.push(await openAgreement(url, units[0]?.alliance_id ?? '', place, parties));
    return {
      organiser,
      itemIds: items.map(({ id }) => id),
      signings: parties.flatMap((party) => opened.map((agreement) => ({ ...agreement, ...party }))),
    };
  } finally {
    await client.end();
  }
}

const DRAFT = `mutation ($input: DraftAgreementInput!) { draftAgreement(input: $input) { agreement { id } userErrors { message } } }`;
const OPEN = `mutation ($input: OpenAgreementForSignatureInput!) { openAgreementForSignature(input: $input) {
  agreement { revision { contentHash } } userErrors { message } } }`;

async function openAgreement(
  url: string,
  allianceId: string,
  place: number,
  parties: readonly { unitId: string; representative: Person }[],
): Promise<{ agreementId: string; contentHash: string }> {
  const headers = { authorization: `Bearer ${parties[0]?.representative.token}` };
  const call = async <T>(query: string, input: object): Promise<T> => {
    const text = await ask({ url, headers, body: JSON.stringify({ query, variables: { input } }) });
    if (!text.includes('"userErrors":[]')) throw new Error(`no agreement was opened: ${text}`);
    return (JSON.parse(text) as { data: T }).data;
  };
  const { draftAgreement } = await call<{ draftAgreement: { agreement: { id: string } } }>(DRAFT, {
    allianceId: `alliance_${allianceId}`,
    title: `共建协议第${place + 1}号`,
    tier: 'SUBDISTRICT',
    body: `第一条 双方同心共建。\n第二条 各尽其责。\n${'共建内容'.repeat(250)}`,
    parties: parties.map(({ unitId }, index) => ({
      unitId: `unit_${unitId}`,
      role: index === 0 ? 'INITIATOR' : 'PARTY',
    })),
  });
  const agreementId = draftAgreement.agreement.id;
  const { openAgreementForSignature } = await call<{
    openAgreementForSignature: { agreement: { revision: { contentHash: string } } };
  }>(OPEN, { agreementId });
  return { agreementId, contentHash: openAgreementForSignature.agreement.revision.contentHash };
}
