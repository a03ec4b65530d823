import { createHash } from 'node:crypto';
import { newId } from '../../../../../src/platform/database/ids';
import { request, type ResponseError } from '../../../../testkit/graphql';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import type { Refusal, TestAgreements } from '../../../../testkit/world/test-agreements';
import type { Somebody } from '../../../../testkit/world/caller';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let agreements: TestAgreements;
let school: Partner;
let clinic: Partner;
let shop: Partner;
/** Of units that are no member, each in its own way; and of another alliance. */
const elsewhere: Record<'LEFT' | 'SUSPENDED' | 'APPLIED' | 'foreign', string> = {
  LEFT: '',
  SUSPENDED: '',
  APPLIED: '',
  foreign: '',
};
let territoryId: string;
let foreignTerritoryId: string;

beforeAll(async () => {
  world = await TestWorld.open();
  agreements = (await world.alliance()).agreements;
  [school, clinic, shop] = (await agreements.alliance.partners('青枫小学', '社区诊所', '老街商户')) as [
    Partner,
    Partner,
    Partner,
  ];
  for (const status of ['LEFT', 'SUSPENDED', 'APPLIED'] as const) {
    elsewhere[status] = await agreements.alliance.unit(`${status}单位`);
    await agreements.alliance.world.sql('update member_units set status = $2 where id = $1', [
      rowId(elsewhere[status]),
      status,
    ]);
  }
  const other = await world.alliance();
  elsewhere.foreign = await other.unit('别处单位');
  [territoryId, foreignTerritoryId] = (await Promise.all([territoryOf(agreements.alliance), territoryOf(other)])) as [
    string,
    string,
  ];
});
afterAll(() => world.close());

async function territoryOf(alliance: TestAlliance): Promise<string> {
  const id = newId();
  await alliance.world.sql(
    "insert into territories (alliance_id, id, level, name) values ($1, $2, 'COMMUNITY', '上保社区')",
    [rowId(alliance.id), id],
  );
  return `territory_${id}`;
}

type Wanted = Readonly<Record<string, unknown>>;
/** A unit's part. */
const part = (unitId: string, role = 'PARTY', more: object = {}): Wanted => ({ unitId, role, ...more });
const two = (): Wanted[] => [part(school.unitId, 'INITIATOR'), part(clinic.unitId)];
const promise = (unitId: string, more: object = {}): Wanted => ({
  unitId,
  text: '每周义诊',
  category: 'HEALTH',
  ...more,
});
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

interface Drafted {
  readonly revision: {
    readonly ordinal: number;
    readonly body: string;
    readonly canonicalText: string;
    readonly contentHash: string;
  };
  readonly [field: string]: unknown;
}
const ALL = `number title purpose tier status startsOn endsOn version activatedAt territory { id }
  parties { unit { id } role representative signingStep signed leftAt }
  commitments { party { unit { id } } text category dueOn status evidence fulfilledOn }
  revision { ordinal body canonicalText contentHash author { id } }
  history(first: 9) { nodes { kind by { id } unit { id } } } integrity { valid problems }`;

/** Canonical JSON by other means than the platform's: for these shapes, sorted keys and JSON.stringify are RFC 8785. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

describe('a draft', () => {
  it('is as it was written, numbered, hashed and recorded', async () => {
    const { id } = await agreements.draft([school, clinic, shop], {
      title: ' 扶老助残协议 ',
      purpose: '守望相助',
      tier: 'COMMUNITY',
      territoryId,
      startsOn: '2027-01-01',
      endsOn: '2027-12-31',
      parties: [
        part(school.unitId, 'INITIATOR', { representative: '王校长', signingStep: 2 }),
        part(clinic.unitId),
        part(shop.unitId, 'WITNESS'),
      ],
      commitments: [
        promise(clinic.unitId, { dueOn: '2027-03-01' }),
        promise(school.unitId, { text: '开放操场', category: 'CULTURE_SPORTS' }),
      ],
    });
    const shown = (await agreements.ask<Drafted>(clinic, id, ALL)) as Drafted;
    const { revision, ...rest } = shown;
    expect(rest).toEqual({
      number: expect.stringMatching(/^\d{4}-\d{3}$/),
      title: '扶老助残协议',
      purpose: '守望相助',
      tier: 'COMMUNITY',
      status: 'DRAFT',
      startsOn: '2027-01-01',
      endsOn: '2027-12-31',
      version: 1,
      activatedAt: null,
      territory: { id: territoryId },
      parties: [
        {
          unit: { id: school.unitId },
          role: 'INITIATOR',
          representative: '王校长',
          signingStep: 2,
          signed: false,
          leftAt: null,
        },
        {
          unit: { id: clinic.unitId },
          role: 'PARTY',
          representative: null,
          signingStep: 1,
          signed: false,
          leftAt: null,
        },
        {
          unit: { id: shop.unitId },
          role: 'WITNESS',
          representative: null,
          signingStep: 1,
          signed: false,
          leftAt: null,
        },
      ],
      commitments: [
        {
          party: { unit: { id: clinic.unitId } },
          text: '每周义诊',
          category: 'HEALTH',
          dueOn: '2027-03-01',
          status: 'PENDING',
          evidence: null,
          fulfilledOn: null,
        },
        {
          party: { unit: { id: school.unitId } },
          text: '开放操场',
          category: 'CULTURE_SPORTS',
          dueOn: null,
          status: 'PENDING',
          evidence: null,
          fulfilledOn: null,
        },
      ],
      history: { nodes: [{ kind: 'DRAFTED', by: { id: school.representative.id }, unit: null }] },
      integrity: { valid: true, problems: [] },
    });
    expect(sha256(revision.canonicalText)).toBe(revision.contentHash);
    expect(revision.canonicalText).toBe(sortedJson(JSON.parse(revision.canonicalText)));
    expect(JSON.parse(revision.canonicalText)).toEqual({
      agreement: id,
      number: shown['number'],
      ordinal: 1,
      title: '扶老助残协议',
      purpose: '守望相助',
      tier: 'COMMUNITY',
      territory: { id: territoryId, name: '上保社区' },
      startsOn: '2027-01-01',
      endsOn: '2027-12-31',
      body: revision.body,
      parties: [
        { unit: { id: school.unitId, name: '青枫小学' }, role: 'INITIATOR', representative: '王校长', signingStep: 2 },
        { unit: { id: clinic.unitId, name: '社区诊所' }, role: 'PARTY', representative: null, signingStep: 1 },
        { unit: { id: shop.unitId, name: '老街商户' }, role: 'WITNESS', representative: null, signingStep: 1 },
      ],
      commitments: [
        { unit: clinic.unitId, text: '每周义诊', category: 'HEALTH', dueOn: '2027-03-01' },
        { unit: school.unitId, text: '开放操场', category: 'CULTURE_SPORTS', dueOn: null },
      ],
    });
  });

  it.each([
    ['emoji and rare characters', '𠮷野家 👩‍👩‍👧‍👦 🤝 第一条 𰻝𰻝面\n第二条 "引号" \\ \u2028 终'],
    ['a hundred thousand characters', '共'.repeat(100_000)],
    ['a hundred thousand characters of two units each', '𠮷'.repeat(100_000)],
    ['tabs and blank lines', '第一条\t甲方\n\n\n第二条\t乙方'],
  ])('keeps %s unharmed', async (_, body) => {
    const { id } = await agreements.draft([school, clinic], { body });
    const { revision } = (await agreements.ask<Drafted>(school, id, ALL)) as Drafted;
    expect(revision.body).toBe(body);
    expect((JSON.parse(revision.canonicalText) as { body: string }).body).toBe(body);
    expect(sha256(revision.canonicalText)).toBe(revision.contentHash);
    expect(await agreements.integrity(id)).toEqual({ valid: true, problems: [] });
  });

  it('has its text composed, with line feeds alone, and no blanks at its ends', async () => {
    const { id } = await agreements.draft([school, clinic], { body: '  Cafe\u0301\r\n第二条\r第三条\n ' });
    expect((await agreements.ask<Drafted>(school, id, ALL))?.revision.body).toBe('Caf\u00e9\n第二条\n第三条');
  });

  it('is made by the staff of the unit that initiates it, and by the secretariat in their place', async () => {
    const staff = await agreements.staff(school);
    for (const by of [staff, agreements.alliance.secretariat])
      expect(await agreements.call(by, 'draftAgreement', agreements.input([school, clinic]))).toMatchObject({
        status: 'DRAFT',
      });
  });
});

describe('is refused by name, with nothing changed:', () => {
  type Case = readonly [what: string, wanted: () => Wanted, reasons: readonly Refusal[]];
  const cases: readonly Case[] = [
    ['dates the wrong way round', () => ({ startsOn: '2027-02-01', endsOn: '2027-01-31' }), [['INVALID', 'endsOn']]],
    ['a party twice', () => ({ parties: [...two(), part(clinic.unitId)] }), [['INVALID', 'parties.2.unitId']]],
    [
      'the initiator a second time as a witness',
      () => ({ parties: [...two(), part(school.unitId, 'WITNESS')] }),
      [['INVALID', 'parties.2.unitId']],
    ],
    ['no second party', () => ({ parties: [part(school.unitId, 'INITIATOR')] }), [['INVALID', 'parties']]],
    [
      'no second party but a witness',
      () => ({ parties: [part(school.unitId, 'INITIATOR'), part(clinic.unitId, 'WITNESS')] }),
      [['INVALID', 'parties']],
    ],
    ['no initiator', () => ({ parties: [part(school.unitId), part(clinic.unitId)] }), [['INVALID', 'parties']]],
    ['no party at all', () => ({ parties: [] }), [['INVALID', 'parties']]],
    [
      'two initiators',
      () => ({ parties: [part(school.unitId, 'INITIATOR'), part(clinic.unitId, 'INITIATOR')] }),
      [['INVALID', 'parties.1.role']],
    ],
    [
      'a unit that has left',
      () => ({ parties: [...two(), part(elsewhere.LEFT)] }),
      [['WRONG_STATE', 'parties.2.unitId']],
    ],
    [
      'a unit that is suspended',
      () => ({ parties: [...two(), part(elsewhere.SUSPENDED)] }),
      [['NOT_FOUND', 'parties.2.unitId']],
    ],
    [
      'a unit that has only applied',
      () => ({ parties: [...two(), part(elsewhere.APPLIED)] }),
      [['NOT_FOUND', 'parties.2.unitId']],
    ],
    [
      'a unit of another alliance',
      () => ({ parties: [...two(), part(elsewhere.foreign)] }),
      [['NOT_FOUND', 'parties.2.unitId']],
    ],
    [
      'a unit that does not exist',
      () => ({ parties: [...two(), part(`unit_${newId()}`)] }),
      [['NOT_FOUND', 'parties.2.unitId']],
    ],
    [
      'another thing in a unit’s place',
      () => ({ parties: [...two(), part(territoryId)] }),
      [['NOT_FOUND', 'parties.2.unitId']],
    ],
    [
      'two of these at once',
      () => ({ parties: [...two(), part(elsewhere.LEFT), part(elsewhere.foreign)] }),
      [
        ['WRONG_STATE', 'parties.2.unitId'],
        ['NOT_FOUND', 'parties.3.unitId'],
      ],
    ],
    [
      'more parties than there may be',
      () => ({ parties: Array.from({ length: 121 }, () => part(clinic.unitId)) }),
      [['LIMIT_REACHED', 'parties']],
    ],
    [
      'a step before the first',
      () => ({ parties: [part(school.unitId, 'INITIATOR', { signingStep: 0 }), part(clinic.unitId)] }),
      [['INVALID', 'parties.0.signingStep']],
    ],
    [
      'a step after the last',
      () => ({ parties: [part(school.unitId, 'INITIATOR'), part(clinic.unitId, 'PARTY', { signingStep: 101 })] }),
      [['INVALID', 'parties.1.signingStep']],
    ],
    [
      'a representative without a name',
      () => ({ parties: [part(school.unitId, 'INITIATOR', { representative: '…' }), part(clinic.unitId)] }),
      [['INVALID', 'parties.0.representative']],
    ],
    [
      'a commitment for a unit that is no party',
      () => ({ commitments: [promise(clinic.unitId), promise(shop.unitId)] }),
      [['INVALID', 'commitments.1.unitId']],
    ],
    [
      'a commitment for a witness',
      () => ({ parties: [...two(), part(shop.unitId, 'WITNESS')], commitments: [promise(shop.unitId)] }),
      [['INVALID', 'commitments.0.unitId']],
    ],
    [
      'a commitment due before the agreement begins',
      () => ({ startsOn: '2027-01-01', commitments: [promise(clinic.unitId, { dueOn: '2026-12-31' })] }),
      [['INVALID', 'commitments.0.dueOn']],
    ],
    [
      'an empty commitment',
      () => ({ commitments: [promise(clinic.unitId, { text: ' \n ' })] }),
      [['INVALID', 'commitments.0.text']],
    ],
    [
      'a commitment that reads otherwise than it is',
      () => ({ commitments: [promise(clinic.unitId, { text: '付\u202e款' })] }),
      [['INVALID', 'commitments.0.text']],
    ],
    [
      'more commitments than there may be',
      () => ({ commitments: Array.from({ length: 301 }, () => promise(clinic.unitId)) }),
      [['LIMIT_REACHED', 'commitments']],
    ],
    ['a text of 200,000 characters', () => ({ body: '共'.repeat(200_000) }), [['INVALID', 'body']]],
    ['one character more than there may be', () => ({ body: '𠮷'.repeat(100_001) }), [['INVALID', 'body']]],
    ['no text', () => ({ body: ' \r\n\t ' }), [['INVALID', 'body']]],
    ['a text that nobody sees', () => ({ body: '\u200b\u2060 \ufeff' }), [['INVALID', 'body']]],
    ['a text with a zero byte', () => ({ body: '甲\u0000乙' }), [['INVALID', 'body']]],
    ['half a character', () => ({ body: '\ud842' }), [['INVALID', 'body']]],
    [
      'what is no character',
      () => ({ body: '甲\uffff', title: '\u{1fffe}' }),
      [
        ['INVALID', 'title'],
        ['INVALID', 'body'],
      ],
    ],
    ['a text with a mark of direction', () => ({ body: '甲方付\u200e一百元' }), [['INVALID', 'body']]],
    ['a text with a mark of Arabic letters', () => ({ body: '甲方付\u061c一百元' }), [['INVALID', 'body']]],
    [
      'a text with a control character of the second set',
      () => ({ body: '甲方付\u009b31m一百元' }),
      [['INVALID', 'body']],
    ],
    ['a text that is longer once it is composed', () => ({ body: '\u0958'.repeat(50_001) }), [['INVALID', 'body']]],
    ['a title that is turned round', () => ({ title: '共建\u202e议协' }), [['INVALID', 'title']]],
    ['a text that is turned round', () => ({ body: '甲方付\u2067一百\u2069元' }), [['INVALID', 'body']]],
    ['a purpose that is turned round', () => ({ purpose: '\u202b共建' }), [['INVALID', 'purpose']]],
    ['a purpose that is too long', () => ({ purpose: '共'.repeat(2_001) }), [['INVALID', 'purpose']]],
    ['no title', () => ({ title: ' ' }), [['INVALID', 'title']]],
    ['a title of two lines', () => ({ title: '共建\n协议' }), [['INVALID', 'title']]],
    ['a title that is too long', () => ({ title: '共'.repeat(201) }), [['INVALID', 'title']]],
    ['a territory of another alliance', () => ({ territoryId: foreignTerritoryId }), [['NOT_FOUND', 'territoryId']]],
    ['another thing in a territory’s place', () => ({ territoryId: school.unitId }), [['NOT_FOUND', 'territoryId']]],
    [
      'several things, all of them',
      () => ({
        startsOn: '2027-02-01',
        endsOn: '2027-01-31',
        parties: [...two(), part(clinic.unitId)],
        commitments: [promise(shop.unitId)],
      }),
      [
        ['INVALID', 'parties.2.unitId'],
        ['INVALID', 'commitments.0.unitId'],
        ['INVALID', 'endsOn'],
      ],
    ],
  ];

  it.each(cases)('%s', async (_, wanted, reasons) => {
    await agreements.refused(school, 'draftAgreement', agreements.input([school, clinic], wanted()), ...reasons);
  });

  it('in a revision as in a draft', async () => {
    const draft = await agreements.draft([school, clinic]);
    for (const [, wanted, reasons] of cases) {
      const changed = wanted();
      // the territory stays, and so is none of a revision's fields
      if (!('territoryId' in changed))
        await agreements.refused(school, 'reviseAgreement', { agreementId: draft.id, ...changed }, ...reasons);
    }
  });

  it('whoever is not of the unit that initiates it', async () => {
    const member = await agreements.alliance.person('观察员', ['OBSERVER']);
    for (const by of [clinic, member, agreements.alliance.organiser])
      await agreements.refused(by, 'draftAgreement', agreements.input([school, clinic]), ['NOT_ALLOWED', 'parties']);
  });

  it.each([
    ['a day that is none', { startsOn: '2027-02-30' }, ['input', 'startsOn']],
    ['a day in words', { endsOn: '明天' }, ['input', 'endsOn']],
    ['a tier that is none', { tier: 'CITY' }, ['input', 'tier']],
    ['a field that is none', { status: 'ACTIVE' }, ['input', 'status']],
    ['a title that is null', { title: null }, ['input', 'title']],
  ])('%s, before anything runs', async (_, wanted, inputPath) => {
    const before = await agreements.everything();
    const { errors } = await sent(school.representative, { ...agreements.input([school, clinic]), ...wanted });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(errors?.[0]?.extensions.inputPath).toEqual(inputPath);
    expect(await agreements.everything()).toEqual(before);
  });
});

async function sent({ token }: Somebody, input: object): Promise<{ readonly errors?: readonly ResponseError[] }> {
  const query = 'mutation ($input: DraftAgreementInput!) { draftAgreement(input: $input) { userErrors { code } } }';
  return (await request(world.server.url, { query, variables: { input }, token })).body;
}

describe('numbers', () => {
  it('run from 001 for each alliance and year, without gaps or doubles when twenty draft at once', async () => {
    const alliance = await world.alliance();
    const own = alliance.agreements;
    const partners = await alliance.partners('甲', '乙', '丙', '丁');
    const wrong = own.input(partners, { parties: [] });
    const drafts = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const by = partners[index % 4] as Partner;
        // what is refused takes no number
        const [draft] = await Promise.all([
          own.draft([by, ...partners.filter((each) => each !== by)]),
          own.errors(by, 'draftAgreement', wrong),
        ]);
        return draft.number;
      }),
    );
    const year = drafts[0]?.slice(0, 4) ?? '';
    expect(drafts.sort()).toEqual(
      Array.from({ length: 20 }, (_, index) => `${year}-${String(index + 1).padStart(3, '0')}`),
    );
    await world.sql('update agreement_numbers set last = 999 where alliance_id = $1', [rowId(alliance.id)]);
    expect((await own.draft(partners)).number).toBe(`${year}-1000`);
    await world.sql('update agreement_numbers set year = year - 1 where alliance_id = $1', [rowId(alliance.id)]);
    await world.sql("update agreements set number = 'old ' || number where alliance_id = $1", [rowId(alliance.id)]);
    expect((await own.draft(partners)).number).toBe(`${year}-001`);
  });
});

describe('a revision', () => {
  const revise = (by: Partner | Somebody, input: Wanted) => agreements.call(by, 'reviseAgreement', input);

  it('changes what is given, keeps what is not, clears what is null, and stands beside those before it', async () => {
    const first = await agreements.draft([school, clinic], {
      purpose: '守望相助',
      startsOn: '2027-01-01',
      endsOn: '2027-12-31',
      commitments: [promise(clinic.unitId)],
    });
    const second = await revise(school, {
      agreementId: first.id,
      expectedVersion: first.version,
      body: '第一条 双方同心共建。\n第三条 另有约定。',
      purpose: null,
      endsOn: null,
      commitments: null,
    });
    expect(second).toMatchObject({ number: first.number, status: 'DRAFT', version: 2, revision: { ordinal: 2 } });
    expect(second.revision.contentHash).not.toBe(first.revision.contentHash);
    const shown = await agreements.ask<Record<string, unknown>>(
      clinic,
      first.id,
      `title purpose startsOn endsOn commitments { text } parties { unit { id } }
      revisions { ordinal body contentHash } integrity { valid problems }`,
    );
    expect(shown).toEqual({
      title: '党建共建协议',
      purpose: null,
      startsOn: '2027-01-01',
      endsOn: null,
      commitments: [],
      parties: [{ unit: { id: school.unitId } }, { unit: { id: clinic.unitId } }],
      revisions: [
        { ordinal: 1, body: '第一条 双方同心共建。\n第二条 各尽其责。', contentHash: first.revision.contentHash },
        { ordinal: 2, body: '第一条 双方同心共建。\n第三条 另有约定。', contentHash: second.revision.contentHash },
      ],
      integrity: { valid: true, problems: [] },
    });
    expect(await agreements.history(first.id)).toEqual(['DRAFTED', 'REVISED']);
  });

  it('shows line by line how it differs from any other', async () => {
    const { id } = await agreements.draft([school, clinic]);
    await revise(school, { agreementId: id, body: '第一条 双方同心共建。\n第三条 另有约定。' });
    const { revisions } = (await agreements.ask<{
      revisions: Record<string, { kind: string; text: string }[] | null>[];
    }>(
      clinic,
      id,
      'revisions { last: diff { kind text } first: diff(against: 1) { kind text } none: diff(against: 7) { kind text } before: diff(against: 0) { kind text } }',
    )) ?? { revisions: [] };
    const changes = (lines: readonly { kind: string; text: string }[] | null | undefined) =>
      lines?.filter(({ kind }) => kind !== 'SAME');
    expect(changes(revisions[1]?.['last'])).toEqual([
      { kind: 'REMOVED', text: '第二条 各尽其责。' },
      { kind: 'ADDED', text: '第三条 另有约定。' },
    ]);
    expect(changes(revisions[1]?.['first'])).toEqual(changes(revisions[1]?.['last']));
    expect(changes(revisions[0]?.['first'])).toEqual([]);
    expect(revisions[1]?.['none']).toBeNull();
    expect(revisions[0]?.['before']?.every(({ kind }) => kind === 'ADDED')).toBe(true);
  });

  it('is not held against another in more lines than an answer should have', async () => {
    const long = (line: string): string => Array.from({ length: 49_000 }, () => line).join('\n');
    const { id } = await agreements.draft([school, clinic], { body: long('甲') });
    await revise(school, { agreementId: id, body: long('乙') });
    const query = 'query ($id: ID!) { agreement(id: $id) { revisions { one: diff { kind } two: diff { kind } } } }';
    const { body } = await request<object>(world.server.url, {
      query,
      variables: { id },
      token: clinic.representative.token,
    });
    expect(body.errors).toMatchObject([
      {
        message:
          'The query would read more than 64 MiB of texts to compute what it asks for. Ask for fewer objects at once.',
        extensions: { code: 'TOO_COSTLY' },
      },
    ]);
    const found = await agreements.ask<{ revision: { diff: { kind: string }[] } }>(
      clinic,
      id,
      'revision { diff { kind } }',
    );
    expect(found?.revision.diff.filter(({ kind }) => kind === 'ADDED')).toHaveLength(49_000);
  });

  it('of which the text cannot be read, differs in nothing that could be told', async () => {
    const { id } = await agreements.draft([school, clinic]);
    await agreements.alliance.world.sql('alter table agreement_revisions disable trigger user');
    await agreements.alliance.world.sql("update agreement_revisions set canonical_text = '{' where agreement_id = $1", [
      rowId(id),
    ]);
    await agreements.alliance.world.sql('alter table agreement_revisions enable trigger user');
    expect(await agreements.ask(clinic, id, 'revision { diff { kind } }')).toEqual({ revision: { diff: null } });
  });

  it('that changes nothing writes nothing', async () => {
    const draft = await agreements.draft([school, clinic], { commitments: [promise(clinic.unitId)] });
    const before = await agreements.everything();
    expect(
      await revise(school, {
        agreementId: draft.id,
        title: '党建共建协议 ',
        body: '第一条 双方同心共建。\r\n第二条 各尽其责。',
        commitments: [promise(clinic.unitId)],
      }),
    ).toEqual(draft);
    expect(await revise(school, { agreementId: draft.id })).toEqual(draft);
    expect(await agreements.everything()).toEqual(before);
  });

  it('adds and removes parties, each told in the history; a unit that stays keeps its id', async () => {
    const { id } = await agreements.draft([school, clinic]);
    const PARTIES = 'parties { id unit { id } }';
    const ids = async (): Promise<Map<string, string>> =>
      new Map(
        (await agreements.ask<{ parties: { id: string; unit: { id: string } }[] }>(school, id, PARTIES))?.parties.map(
          (party) => [party.unit.id, party.id],
        ),
      );
    const before = await ids();
    await revise(school, { agreementId: id, parties: [part(shop.unitId), part(school.unitId, 'INITIATOR')] });
    const after = await ids();
    expect([...after.keys()]).toEqual([shop.unitId, school.unitId]);
    expect(after.get(school.unitId)).toBe(before.get(school.unitId));
    expect(await agreements.history(id)).toEqual(['DRAFTED', 'REVISED', 'PARTY_ADDED', 'PARTY_REMOVED']);
    expect(await agreements.ask(clinic, id, 'id')).toBeNull();
    expect(await agreements.ask(shop, id, 'id')).not.toBeNull();
    expect(await agreements.integrity(id)).toEqual({ valid: true, problems: [] });
  });

  it('is refused when it is stale, when it takes the draft out of its unit’s hands, and when it clears what must stand', async () => {
    const { id } = await agreements.draft([school, clinic], { commitments: [promise(clinic.unitId)] });
    await revise(school, { agreementId: id, title: '新名称' });
    await agreements.refused(school, 'reviseAgreement', { agreementId: id, expectedVersion: 1, title: '又一名称' }, [
      'CONFLICT',
      'expectedVersion',
    ]);
    await agreements.refused(
      school,
      'reviseAgreement',
      { agreementId: id, parties: [part(clinic.unitId, 'INITIATOR'), part(school.unitId)] },
      ['INVALID', 'parties'],
    );
    await agreements.refused(
      school,
      'reviseAgreement',
      { agreementId: id, parties: [part(clinic.unitId, 'INITIATOR'), part(shop.unitId)], commitments: null },
      ['INVALID', 'parties'],
    );
    await agreements.refused(
      school,
      'reviseAgreement',
      { agreementId: id, parties: [part(school.unitId, 'INITIATOR'), part(shop.unitId)] },
      ['INVALID', 'commitments.0.unitId'],
    );
    for (const field of ['title', 'tier', 'body', 'parties']) {
      await agreements.refused(school, 'reviseAgreement', { agreementId: id, [field]: null }, ['INVALID', field]);
      expect(await agreements.errors(school, 'reviseAgreement', { agreementId: id, [field]: null })).toMatchObject([
        { message: 'This value cannot be cleared.' },
      ]);
    }
  });

  it('of somebody else’s agreement, and of none, is not found', async () => {
    const { id } = await agreements.draft([school, clinic]);
    for (const agreementId of [id, `agreement_${newId()}`, school.unitId, 'nonsense']) {
      await agreements.refused(shop, 'reviseAgreement', { agreementId, title: '新名称' }, ['NOT_FOUND', 'agreementId']);
    }
    await agreements.refused(clinic, 'reviseAgreement', { agreementId: id, title: '新名称' }, [
      'NOT_ALLOWED',
      'agreementId',
    ]);
  });

  it('with a version that another one has used comes too late: one of two is refused', async () => {
    const { id, version } = await agreements.draft([school, clinic]);
    const answers = await Promise.all(
      ['甲稿', '乙稿'].map((title) =>
        agreements.errors(school, 'reviseAgreement', { agreementId: id, expectedVersion: version, title }),
      ),
    );
    expect(answers.map(([error]) => error?.code ?? null).sort()).toEqual(['CONFLICT', null]);
    expect(await agreements.history(id)).toEqual(['DRAFTED', 'REVISED']);
  });
});
