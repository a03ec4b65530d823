import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import {
  canonicalText,
  chainHash,
  NO_EVENT,
  sealedHead,
  sealedText,
  type EventContent,
} from '../../../../../src/modules/agreements/proof/canonical.rules';
import { publicKey } from '../../../../../src/platform/sealing/seal.rules';
import { quickOrFull } from '../../../../quick-or-full';
import { strayRows } from './stray-rows';
import { tamperings } from './tamperings';
import type { Partner } from '../../../../testkit/world/test-alliance';
import { foundAfter, sealAll } from '../../../../testkit/world/audit-log';
import { AgreementLives, type Everything } from '../../../../testkit/world/agreement-lives';
import { rowId } from '../../../../testkit/world/test-world';

interface Integrity {
  readonly valid: boolean;
  readonly problems: readonly string[];
}

interface StoredEvent {
  readonly text: string;
  readonly chainHash: string;
  readonly seal: { readonly keyId: string; readonly signature: string } | null;
}

interface StoredEvidence {
  readonly history: readonly StoredEvent[];
}

const TABLES = [
  'agreements',
  'agreement_revisions',
  'agreement_parties',
  'agreement_signatures',
  'agreement_events',
  'commitments',
  'commitment_ratings',
  'seal_keys',
] as const;

let lives: AgreementLives;
let whole: Everything;
let initiator: Partner;
let states: ReadonlyMap<string, { readonly id: string; readonly partner: Partner }>;

beforeAll(async () => {
  lives = await AgreementLives.open();
  whole = await lives.everything();
  [initiator] = whole.partners;
  await lives.everything('白塔');
  states = await lives.inEveryState();
}, 120_000);
afterAll(() => lives.close());

/** Ids in place of `:id` (the agreement), `:unit1` … (its parties), `:commitment1` … */
function withIds(text: string, form: (id: string) => string): string {
  const names = new Map([['id', whole.id]]);
  whole.partners.forEach(({ unitId }, index) => names.set(`unit${index + 1}`, unitId));
  whole.commitments.forEach((id, index) => names.set(`commitment${index + 1}`, id));
  return text.replaceAll(/:([a-z]+\d?)\b/g, (all, name: string) =>
    names.has(name) ? form(names.get(name) ?? '') : all,
  );
}

/** Runs SQL as the owner of the database, beside all rules. */
async function alter(statements: string): Promise<void> {
  await lives.alliance.world.sql(withIds(statements, (id) => `'${rowId(id)}'`));
}

async function integrity(language: string, id = whole.id, by = initiator): Promise<Integrity> {
  const response = await fetch(lives.world.server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': language,
      authorization: `Bearer ${by.representative.token}`,
    },
    body: JSON.stringify({
      query: 'query ($id: ID!) { agreement(id: $id) { integrity { valid problems } } }',
      variables: { id },
    }),
  });
  expect(response.status).toBe(200);
  const { data, errors } = (await response.json()) as {
    data: { agreement: { integrity: Integrity } };
    errors?: unknown;
  };
  expect(errors).toBeUndefined();
  return data.agreement.integrity;
}

async function evidence(): Promise<StoredEvidence> {
  const found = await lives.agreements.ask<{ evidence: string }>(initiator, whole.id, 'evidence');
  return JSON.parse(found?.evidence ?? '') as StoredEvidence;
}

it.each([
  'DRAFT',
  'OPEN_FOR_SIGNATURE',
  'SIGNED',
  'ACTIVE',
  'COMPLETED',
  'EXPIRED',
  'TERMINATED',
  'DECLINED',
  'WITHDRAWN',
  'a follow-up',
])('an agreement holds as it is: %s', async (state) => {
  const { id, partner } = states.get(state) as { id: string; partner: Partner };
  expect(await integrity('en', id, partner)).toEqual({ valid: true, problems: [] });
  if (state.startsWith('a ')) return;
  expect(await lives.agreements.ask(partner, id, 'status')).toEqual({ status: state });
});

it('an agreement with everything in it holds', async () => {
  expect(await integrity('en')).toEqual({ valid: true, problems: [] });
  expect((await evidence()).history.map(({ text }) => (JSON.parse(text) as EventContent).kind)).toEqual([
    'DRAFTED',
    'OPENED',
    'SIGNED',
    'REVISED',
    'PARTY_ADDED',
    'SIGNED',
    'SIGNED',
    'SIGNED',
    'SIGNED',
    'ACTIVATED',
    'COMMITMENT_UPDATED',
    'COMMITMENT_UPDATED',
    'COMMITMENT_RATED',
    'COMMITMENT_RATED',
    'PARTY_LEFT',
  ]);
});

describe('whoever may not alter it', () => {
  it.each(['agreement_revisions', 'agreement_signatures', 'agreement_events'])(
    'is refused by the database: %s',
    async (table) => {
      await expect(lives.world.server.running.connections.writes.query(`delete from ${table}`)).rejects.toThrow(
        /permission denied/,
      );
      await expect(lives.alliance.world.sql(`delete from ${table}`)).rejects.toThrow(/append-only/);
      await expect(lives.alliance.world.sql(`update ${table} set id = id where false`)).rejects.toThrow(/append-only/);
      await expect(lives.alliance.world.sql(`truncate ${table} cascade`)).rejects.toThrow(/append-only/);
    },
  );
});

describe('what is altered behind the platform’s back is named', () => {
  beforeAll(async () => {
    for (const table of TABLES)
      await lives.alliance.world.sql(
        `alter table ${table} disable trigger user; create table kept_${table} as table ${table}`,
      );
    // an owner can drop them, and every foreign key
    await lives.alliance.world.sql(
      'alter table agreement_events drop constraint agreement_events_check, drop constraint agreement_events_check1',
    );
    const references = await lives.alliance.world.sql<{ from: string; name: string }>(
      `select conrelid::regclass::text as from, conname as name from pg_constraint
       where contype = 'f' and (conrelid::regclass::text = any($1) or confrelid::regclass::text = any($1))`,
      [[...TABLES, 'member_units', 'territories']],
    );
    for (const { from, name } of references)
      await lives.alliance.world.sql(`alter table ${from} drop constraint ${name}`);
  });
  afterEach(async () => {
    const [empty, fill] = [[...TABLES].reverse(), TABLES];
    await lives.alliance.world.sql(
      `begin; ${empty.map((table) => `delete from ${table}`).join(';')}; ${fill.map((table) => `insert into ${table} table kept_${table}`).join(';')}; commit`,
    );
  });

  async function expectProblems(...expected: readonly string[]): Promise<void> {
    const found = await integrity('en');
    expect([...found.problems].sort()).toEqual(expected.map((problem) => withIds(problem, (id) => id)).sort());
    expect(found.valid).toBe(false);
    const inChinese = await integrity('zh-CN');
    expect(inChinese.problems).toHaveLength(found.problems.length);
    for (const problem of inChinese.problems) expect(problem).toMatch(/^[^a-z]*[\u4e00-\u9fff]/);
    for (const problem of [...found.problems, ...inChinese.problems])
      expect(problem).not.toMatch(/(integrity|agreement)\.\w|\{\{|undefined|null/);
  }

  const all = [...tamperings, ...strayRows];
  const some = all.filter((_, place) => place % 3 === 0);
  it.each(quickOrFull(some, all))('%s', async (_, statements, problems) => {
    await alter(statements);
    await expectProblems(...problems);
  });

  /** Takes a row of the alliance's away from under the agreements, and looks at one of them meanwhile. */
  async function without(table: string, rowOf: string, id: string): Promise<readonly string[]> {
    const world = lives.alliance.world;
    await world.sql(`create table kept_row as select * from ${table} where id = '${rowId(rowOf)}';
      delete from ${table} where id = '${rowId(rowOf)}'`);
    try {
      return (await integrity('en', id)).problems;
    } finally {
      await world.sql(`insert into ${table} table kept_row; drop table kept_row`);
    }
  }

  it('a unit taken away from under its party', async () => {
    const { unitId } = whole.partners[3];
    expect(await without('member_units', unitId, whole.id)).toEqual([
      `The agreement names a unit that does not exist (${unitId}).`,
    ]);
  });

  it('the territory taken away from under it', async () => {
    const found = await lives.agreements.ask<{ territory: { id: string } }>(initiator, whole.id, 'territory { id }');
    expect(await without('territories', found?.territory.id ?? '', whole.id)).toEqual([
      'The agreement’s territory is not as signed and chained.',
    ]);
  });

  it('the follow-up that its history tells of', async () => {
    const { id } = await lives.agreements.signed(whole.partners);
    const { id: renewal } = await lives.agreements.call(initiator, 'renewAgreement', {
      agreementId: id,
      startsOn: '2029-01-01',
      endsOn: '2029-12-31',
    });
    expect(await integrity('en', id)).toEqual({ valid: true, problems: [] });
    await lives.alliance.world.sql('update agreements set renews_id = null where id = $1', [rowId(renewal)]);
    expect((await integrity('en', id)).problems).toEqual([
      expect.stringMatching(/^The follow-up that event \d+ of the history tells of is not there\.$/),
    ]);
  });

  it('all of it put back holds again', async () => {
    expect(await integrity('en')).toEqual({ valid: true, problems: [] });
  });

  /** Changes an event as somebody would who knows how histories are chained, and has no key; answers the new end. */
  async function rechain(changed: number, note: string): Promise<{ count: number; head: string; hashes: string[] }> {
    const { history } = await evidence();
    const hashes: string[] = [];
    let head = NO_EVENT;
    for (const [index, { text }] of history.entries()) {
      const event = JSON.parse(text) as EventContent;
      const content = index + 1 === changed ? { ...event, note } : event;
      head = chainHash(head, canonicalText(content));
      hashes.push(head);
      await alter(
        `update agreement_events set note = ${content.note === null ? 'null' : `'${content.note}'`}, chain_hash = '${head}' where agreement_id = :id and sequence = ${index + 1}`,
      );
    }
    await alter(`update agreements set history_head = '${head}' where id = :id`);
    return { count: history.length, head, hashes };
  }

  it('a history that was chained anew by somebody without the key', async () => {
    await rechain(2, '由秘书处代开');
    await expectProblems(
      ...[3, 6, 7, 8, 9, 10].map((sequence) => `Event ${sequence}: the server’s seal does not hold.`),
      'The seal on the end of the history does not hold.',
    );
  });

  it('a history that was chained anew after its last seal', async () => {
    await rechain(15, '违约');
    await expectProblems('The seal on the end of the history does not hold.');
  });

  it('a history that was chained and sealed anew with a key that was put among the platform’s', async () => {
    const { privateKey, publicKey: half } = generateKeyPairSync('ed25519');
    const { kid, x } = publicKey(String(half.export({ format: 'jwk' }).x));
    const sealed = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64url');
    await lives.alliance.world.sql(
      "insert into seal_keys (id, x, endorsement, since) values ($1, $2, $3, '2020-01-01')",
      [kid, x, randomBytes(32)],
    );
    const { count, head, hashes } = await rechain(2, '由秘书处代开');
    for (const [index, hash] of hashes.entries()) {
      await alter(
        `update agreement_events set seal = '${sealed(sealedText(hash))}', key_id = '${kid}' where agreement_id = :id and sequence = ${index + 1} and seal is not null`,
      );
    }
    await alter(
      `update agreements set head_seal = '${sealed(sealedHead(whole.id, count, head))}', head_key_id = '${kid}' where id = :id`,
    );
    await expectProblems(
      ...[3, 6, 7, 8, 9, 10].map((sequence) => `Event ${sequence}: the server’s seal does not hold.`),
      'The seal on the end of the history does not hold.',
    );
  });

  describe('goes on being named after the next step, which covers nothing up', () => {
    let id: string;
    const leave = async (): Promise<unknown> =>
      lives.agreements.call(whole.partners[1], 'terminateAgreement', {
        agreementId: id,
        unitId: whole.partners[1].unitId,
        reason: '退出',
      });
    beforeEach(async () => {
      ({ id } = await lives.agreements.signed(whole.partners.slice(0, 3)));
    });

    it('a tail that was cut off', async () => {
      await lives.agreements.call(whole.partners[2], 'terminateAgreement', {
        agreementId: id,
        unitId: whole.partners[2].unitId,
        reason: '退出',
      });
      await lives.alliance.world
        .sql(`delete from live_events where stream_id = '${rowId(id)}' and revision = (select history_count from agreements where id = '${rowId(id)}');
        delete from agreement_events where agreement_id = '${rowId(id)}' and kind = 'PARTY_LEFT';
        update agreement_parties set left_at = null where agreement_id = '${rowId(id)}';
        update agreements set history_count = history_count - 1, history_head = (select chain_hash from agreement_events where agreement_id = '${rowId(id)}' order by sequence desc limit 1)
          where id = '${rowId(id)}'`);
      expect(await integrity('en', id)).toEqual({
        valid: false,
        problems: ['The seal on the end of the history does not hold.'],
      });
      await leave();
      expect(await integrity('en', id)).toEqual({
        valid: false,
        problems: ['The seal on the end of the history does not hold.'],
      });
    });
  });

  it('an agreement whose true rows were put under another alliance, to be found there', async () => {
    const { id } = await lives.agreements.signed(whole.partners);
    const [other, own] = [randomUUID(), rowId(lives.alliance.id)];
    const moved = (table: string, of: string): string => `insert into ${table} select moved.* from ${table} t,
      jsonb_populate_record(null::${table}, to_jsonb(t) || '{"alliance_id": "${other}"}') moved where t.alliance_id = '${own}' and ${of}`;
    const ofAgreement = `t.agreement_id = '${rowId(id)}'`;
    await lives.alliance.world.sql(
      [
        `insert into alliances (id, slug, name) values ('${other}', 'other-${other}', '别的联合会')`,
        moved('member_units', 'true'),
        moved('agreements', `t.id = '${rowId(id)}'`),
        moved('agreement_revisions', ofAgreement),
        moved('agreement_parties', ofAgreement),
        moved('agreement_signatures', ofAgreement),
        moved('agreement_events', ofAgreement),
        `update agreements set title = '别的协议' where id = '${rowId(id)}' and alliance_id = '${own}'`,
      ].join(';'),
    );
    const { agreement: shown } = await lives.alliance.as(initiator.representative).query<{
      agreement: { alliance: { name: string }; integrity: Integrity };
    }>('query ($id: ID!) { agreement(id: $id) { alliance { name } integrity { valid problems } } }', { id });
    expect(shown.integrity.problems).toEqual([
      shown.alliance.name === '别的联合会'
        ? 'The agreement’s alliance is not as signed and chained.'
        : 'The agreement’s title is not as signed and chained.',
    ]);
  });

  it('does not name one agreement that was set back whole, with an end that somebody had kept: docs/agreements.md says what does', async () => {
    const { ownerUrl } = lives.world.server.database;
    const { id } = await lives.agreements.signed(whole.partners);
    await sealAll(lives.world.server);
    // agreements of tests before that were put into another alliance
    const before = await foundAfter(ownerUrl, []);
    const columns =
      'status, activated_at, step_opened_at, version, history_count, history_head, head_seal, head_key_id';
    await lives.alliance.world.sql(`create table kept_end as select ${columns} from agreements where id = $1`, [
      rowId(id),
    ]);
    await lives.agreements.call(whole.partners[0], 'terminateAgreement', {
      agreementId: id,
      unitId: whole.partners[0].unitId,
      reason: '退出',
    });
    await lives.alliance.world.sql(`begin;
      update agreements set (${columns}) = (table kept_end) where id = '${rowId(id)}';
      delete from agreement_events where agreement_id = '${rowId(id)}' and sequence > (select history_count from kept_end);
      update agreement_parties set left_at = null where agreement_id = '${rowId(id)}'; commit`);
    expect(await integrity('en', id)).toEqual({ valid: true, problems: [] });
    // the audit log still has the step, and how long the history was then
    const [told] = await lives.alliance.world.sql<{ told: number }>(
      "select count(*)::int as told from audit_entries where subject = $1 and action = 'terminateAgreement'",
      [id],
    );
    expect(told).toEqual({ told: 1 });
    await sealAll(lives.world.server);
    expect(await foundAfter(ownerUrl, [])).toEqual([...before, 'agreement']);
  });
});
