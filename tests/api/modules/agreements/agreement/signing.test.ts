import pg from 'pg';
import { newId } from '../../../../../src/platform/database/ids';
import type { AgreementShown, TestAgreements } from '../../../../testkit/world/test-agreements';
import type { Partner } from '../../../../testkit/world/test-alliance';
import type { Somebody } from '../../../../testkit/world/caller';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let agreements: TestAgreements;
let school: Partner;
let clinic: Partner;
let shop: Partner;
let notary: Partner;

beforeAll(async () => {
  world = await TestWorld.open();
  agreements = (await world.alliance()).agreements;
  [school, clinic, shop, notary] = (await agreements.alliance.partners(
    '青枫小学',
    '社区诊所',
    '老街商户',
    '公证处',
  )) as [Partner, Partner, Partner, Partner];
});
afterAll(() => world.close());

type Part = Readonly<Record<string, unknown>>;
const signing = (
  agreement: Pick<AgreementShown, 'id' | 'revision'>,
  { unitId }: Pick<Partner, 'unitId'>,
  contentHash = agreement.revision.contentHash,
) => ({ agreementId: agreement.id, unitId, contentHash });
const part = ({ unitId }: Partner, role: string, signingStep = 1): Part => ({ unitId, role, signingStep });
/** School first, then clinic and shop in any order, the notary as a witness. */
const inSteps = (): Part[] => [
  part(school, 'INITIATOR'),
  part(clinic, 'PARTY', 2),
  part(shop, 'PARTY', 2),
  part(notary, 'WITNESS'),
];

interface Shown {
  readonly status: string;
  readonly activatedAt: string | null;
  readonly parties: readonly {
    readonly unit: { readonly id: string };
    readonly signed: boolean;
    readonly signature: object | null;
  }[];
}
const SHOWN = 'status activatedAt parties { unit { id } signed signature { signedBy { id } signedAt contentHash } }';
const shown = async (id: string): Promise<Shown> => (await agreements.ask<Shown>(school, id, SHOWN)) as Shown;
const signedIn = async (id: string): Promise<string[]> =>
  (await shown(id)).parties.filter(({ signed }) => signed).map(({ unit }) => unit.id);

describe('the last signature', () => {
  it('activates, and each one tells who gave it when under which text', async () => {
    const agreement = await agreements.open([school, clinic]);
    expect(await agreements.sign(clinic, agreement)).toMatchObject({ status: 'OPEN_FOR_SIGNATURE', version: 3 });
    expect(await agreements.sign(school, agreement)).toMatchObject({ status: 'ACTIVE', version: 4 });
    const { parties, activatedAt } = await shown(agreement.id);
    const { contentHash } = agreement.revision;
    expect(parties).toEqual(
      [school, clinic].map(({ unitId, representative }) => ({
        unit: { id: unitId },
        signed: true,
        signature: { signedBy: { id: representative.id }, signedAt: expect.stringMatching(/^\d{4}-.*Z$/), contentHash },
      })),
    );
    expect(parties[0]?.signature).toMatchObject({ signedAt: activatedAt });
    expect(await agreements.history(agreement.id)).toEqual(['DRAFTED', 'OPENED', 'SIGNED', 'SIGNED', 'ACTIVATED']);
    expect(await agreements.integrity(agreement.id)).toEqual({ valid: true, problems: [] });
  });

  it('makes it SIGNED while its first day is still to come, and active on the day itself', async () => {
    const [{ today }] = (await agreements.alliance.world.sql<{ today: string }>(
      "select (now() at time zone 'Asia/Shanghai')::date::text as today",
    )) as [{ today: string }];
    const later = await agreements.signed([school, clinic], { startsOn: '2099-01-01' });
    expect(later.status).toBe('SIGNED');
    expect((await shown(later.id)).activatedAt).toBeNull();
    expect(await agreements.history(later.id)).toEqual(['DRAFTED', 'OPENED', 'SIGNED', 'SIGNED']);
    expect(await agreements.integrity(later.id)).toEqual({ valid: true, problems: [] });
    expect((await agreements.signed([school, clinic], { startsOn: today, endsOn: today })).status).toBe('ACTIVE');
    expect((await agreements.signed([school, clinic], { startsOn: '2020-01-01' })).status).toBe('ACTIVE');
  });
});

describe('steps', () => {
  it('follow each other, in any order within one, and witnesses come last and are needed', async () => {
    const agreement = await agreements.open([school], { parties: inSteps() });
    const early = (...partners: readonly Partner[]) =>
      Promise.all(
        partners.map(async (partner) => {
          expect(await agreements.errors(partner, 'signAgreement', signing(agreement, partner))).toMatchObject([
            { code: 'WRONG_STATE', path: ['unitId'] },
          ]);
        }),
      );
    await early(clinic, shop, notary);
    await agreements.refused(clinic, 'signAgreement', signing(agreement, clinic), ['WRONG_STATE', 'unitId']);
    await agreements.sign(school, agreement);
    await early(notary);
    await agreements.sign(shop, agreement);
    await early(notary);
    expect((await agreements.sign(clinic, agreement)).status).toBe('OPEN_FOR_SIGNATURE');
    expect((await agreements.sign(notary, agreement)).status).toBe('ACTIVE');
  });

  it('begin again after a revision, which voids what was signed and takes a witness’s step as it is now', async () => {
    const agreement = await agreements.open([school], { parties: inSteps() });
    await agreements.sign(school, agreement);
    await agreements.sign(shop, agreement);
    const revised = await agreements.call(school, 'reviseAgreement', {
      agreementId: agreement.id,
      endsOn: '2099-12-31',
    });
    expect(revised).toMatchObject({ status: 'OPEN_FOR_SIGNATURE', revision: { ordinal: 2 } });
    expect(await signedIn(agreement.id)).toEqual([]);
    await agreements.refused(clinic, 'signAgreement', signing(agreement, clinic), ['CONFLICT', 'contentHash']);
    await agreements.refused(clinic, 'signAgreement', signing(revised, clinic), ['WRONG_STATE', 'unitId']);
    for (const partner of [school, clinic, shop, notary]) await agreements.sign(partner, revised);
    expect(await agreements.history(agreement.id)).toEqual([
      'DRAFTED',
      'OPENED',
      'SIGNED',
      'SIGNED',
      'REVISED',
      'SIGNED',
      'SIGNED',
      'SIGNED',
      'SIGNED',
      'ACTIVATED',
    ]);
    expect(await agreements.integrity(agreement.id)).toEqual({ valid: true, problems: [] });
  });

  it('go on without a party that was taken out', async () => {
    const agreement = await agreements.open([school], { parties: inSteps() });
    const without = await agreements.call(school, 'reviseAgreement', {
      agreementId: agreement.id,
      parties: inSteps().filter((_, index) => index !== 2),
    });
    await agreements.refused(shop, 'signAgreement', signing(without, shop), ['NOT_FOUND', 'agreementId']);
    for (const partner of [school, clinic]) await agreements.sign(partner, without);
    expect((await agreements.sign(notary, without)).status).toBe('ACTIVE');
  });
});

describe('one unit has one signature', () => {
  it('whoever of its representatives clicks, and however often', async () => {
    const agreement = await agreements.open([school, clinic]);
    const second = await agreements.alliance.person('副校长', [], [school.unitId]);
    const once = await agreements.sign(school, agreement);
    const before = await agreements.everything();
    expect(await agreements.sign(school, agreement)).toEqual(once);
    expect(await agreements.call(second, 'signAgreement', signing(agreement, school))).toEqual(once);
    expect(await agreements.everything()).toEqual(before);
    expect((await shown(agreement.id)).parties[0]?.signature).toMatchObject({
      signedBy: { id: school.representative.id },
    });
  });

  it('by a hash in capitals too', async () => {
    const agreement = await agreements.open([school, clinic]);
    await agreements.call(
      school,
      'signAgreement',
      signing(agreement, school, ` ${agreement.revision.contentHash.toUpperCase()}`),
    );
    expect(await signedIn(agreement.id)).toEqual([school.unitId]);
  });
});

describe('signing is refused by name, with nothing changed:', () => {
  let agreement: AgreementShown;
  beforeEach(async () => {
    agreement = await agreements.open([school, clinic]);
  });

  it('under the hash of a revision before, of another agreement, and of nothing', async () => {
    const revised = await agreements.call(school, 'reviseAgreement', { agreementId: agreement.id, title: '新名称' });
    const other = await agreements.open([school, clinic]);
    for (const contentHash of [agreement.revision.contentHash, other.revision.contentHash, '0'.repeat(64)]) {
      await agreements.refused(clinic, 'signAgreement', signing(revised, clinic, contentHash), [
        'CONFLICT',
        'contentHash',
      ]);
    }
    for (const contentHash of ['', 'abc', `${revised.revision.contentHash}0`, '哈'.repeat(64)]) {
      await agreements.refused(clinic, 'signAgreement', signing(revised, clinic, contentHash), [
        'INVALID',
        'contentHash',
      ]);
    }
  });

  it('for a unit that is no party, or is somebody else’s, or nobody’s', async () => {
    await agreements.refused(clinic, 'signAgreement', signing(agreement, shop), ['NOT_FOUND', 'unitId']);
    await agreements.refused(clinic, 'signAgreement', signing(agreement, { unitId: `unit_${newId()}` }), [
      'NOT_FOUND',
      'unitId',
    ]);
    await agreements.refused(clinic, 'signAgreement', signing(agreement, { unitId: 'unit' }), ['NOT_FOUND', 'unitId']);
    await agreements.refused(clinic, 'signAgreement', signing(agreement, school), ['NOT_ALLOWED', 'unitId']);
  });

  it('by the unit’s staff, by the secretariat, and by those who do not see it', async () => {
    const staff = await agreements.staff(clinic);
    for (const by of [staff, agreements.alliance.secretariat])
      await agreements.refused(by, 'signAgreement', signing(agreement, clinic), ['NOT_ALLOWED', 'unitId']);
    for (const by of [shop, agreements.alliance.organiser])
      await agreements.refused(by, 'signAgreement', signing(agreement, clinic), ['NOT_FOUND', 'agreementId']);
    const elsewhere = await (await world.alliance()).partner('别处单位');
    await agreements.refused(elsewhere, 'signAgreement', signing(agreement, elsewhere), ['NOT_FOUND', 'agreementId']);
  });

  it('by somebody who lost the role since the page was opened', async () => {
    const { alliance } = agreements;
    const revoked = await alliance.person('前代表', [], [clinic.unitId]);
    const lowered = await alliance.person('转任职员', [], [clinic.unitId]);
    for (const somebody of [revoked, lowered])
      expect(await agreements.ask(somebody, agreement.id, 'id')).not.toBeNull();
    await alliance.as(alliance.secretariat).mutate('revokeUnitRole', { personId: revoked.id, unitId: clinic.unitId });
    await alliance
      .as(alliance.secretariat)
      .mutate('grantUnitRole', { personId: lowered.id, unitId: clinic.unitId, role: 'STAFF' });
    await agreements.refused(revoked, 'signAgreement', signing(agreement, clinic), ['NOT_FOUND', 'agreementId']);
    await agreements.refused(lowered, 'signAgreement', signing(agreement, clinic), ['NOT_ALLOWED', 'unitId']);
  });

  it('for a unit that was suspended meanwhile', async () => {
    const bank = await agreements.alliance.partner('储蓄所');
    const theirs = await agreements.open([school, bank]);
    await agreements.alliance.world.sql("update member_units set status = 'SUSPENDED' where id = $1", [
      rowId(bank.unitId),
    ]);
    await agreements.refused(bank, 'signAgreement', signing(theirs, bank), ['WRONG_STATE', 'unitId']);
  });
});

describe('opening for signature', () => {
  const open = (by: Partner | Somebody, { id }: AgreementShown, more: object = {}) =>
    [by, 'openAgreementForSignature', { agreementId: id, ...more }] as const;

  it('is for the initiator’s representatives and the secretariat, at the version that they looked at', async () => {
    const draft = await agreements.draft([school, clinic]);
    for (const by of [clinic, await agreements.staff(school)])
      await agreements.refused(...open(by, draft), ['NOT_ALLOWED', 'agreementId']);
    await agreements.refused(...open(shop, draft), ['NOT_FOUND', 'agreementId']);
    await agreements.refused(...open(school, draft, { expectedVersion: 7 }), ['CONFLICT', 'expectedVersion']);
    expect(await agreements.call(...open(school, draft, { expectedVersion: draft.version }))).toMatchObject({
      status: 'OPEN_FOR_SIGNATURE',
    });
    expect(
      await agreements.call(...open(agreements.alliance.secretariat, await agreements.draft([school, clinic]))),
    ).toMatchObject({
      status: 'OPEN_FOR_SIGNATURE',
    });
  });

  it('is refused while a party is no active unit, and names it; and when the last day is over', async () => {
    const bank = await agreements.alliance.partner('信用社');
    const draft = await agreements.draft([school, bank]);
    await agreements.alliance.world.sql("update member_units set status = 'LEFT' where id = $1", [rowId(bank.unitId)]);
    await agreements.refused(...open(school, draft), ['WRONG_STATE', 'agreementId']);
    expect(await agreements.errors(...open(school, draft))).toMatchObject([
      { message: '信用社 is not an active unit any more: revise the parties first.' },
    ]);
    await agreements.refused(...open(school, await agreements.draft([school, clinic], { endsOn: '2020-12-31' })), [
      'WRONG_STATE',
      'agreementId',
    ]);
  });
});

describe('the database itself', () => {
  let asServer: pg.Pool;
  let asOwner: pg.Pool;
  beforeAll(() => {
    asServer = new pg.Pool({ connectionString: world.server.database.serverUrl, max: 2 });
    asOwner = new pg.Pool({ connectionString: world.server.database.ownerUrl, max: 2 });
  });
  afterAll(() => Promise.all([asServer.end(), asOwner.end()]));

  /** Puts a signature beside the platform, and answers what PostgreSQL says to it. */
  async function forge(
    agreement: AgreementShown,
    { unitId, representative }: Partner,
    contentHash = agreement.revision.contentHash,
    ordinal = agreement.revision.ordinal,
  ) {
    return asServer
      .query(
        `insert into agreement_signatures (alliance_id, id, agreement_id, revision_id, unit_id, person_id, signed_at, content_hash, statement)
       select alliance_id, $1, agreement_id, id, $4, $5, now(), $6, 'no statement' from agreement_revisions where agreement_id = $2 and ordinal = $3`,
        [newId(), rowId(agreement.id), ordinal, rowId(unitId), rowId(representative.id), contentHash],
      )
      .then(
        () => 'signed',
        ({ code, constraint }: { code: string; constraint?: string }) => constraint ?? code,
      );
  }

  it('lets nobody sign out of turn, under another text, in another status, or twice', async () => {
    const agreement = await agreements.open([school], { parties: inSteps() });
    const TURN = 'agreement_signatures_turn';
    for (const partner of [clinic, shop, notary]) expect(await forge(agreement, partner)).toBe(TURN);
    expect(await forge(agreement, school, '0'.repeat(64))).toBe(TURN);
    expect(await forge(agreement, await agreements.alliance.partner('路人'))).toBe(TURN);
    await agreements.sign(school, agreement);
    expect(await forge(agreement, school)).toBe('agreement_signatures_once');
    await agreements.sign(shop, agreement);
    expect(await forge(agreement, notary)).toBe(TURN);

    const revised = await agreements.call(school, 'reviseAgreement', { agreementId: agreement.id, title: '新名称' });
    expect(await forge(revised, school, agreement.revision.contentHash, 1)).toBe(TURN);
    expect(await forge(revised, clinic)).toBe(TURN);
    expect(await forge(revised, school, agreement.revision.contentHash)).toBe(TURN);

    for (const elsewhere of [
      await agreements.draft([school, clinic]),
      await agreements.signed([school, clinic], { startsOn: '2099-01-01' }),
    ]) {
      expect(await forge(elsewhere, school)).toMatch(/^agreement_signatures_(turn|once)$/);
    }
    // and what is due is let through, so that it is not everything that is refused
    expect(await forge(revised, school)).toBe('signed');
    expect((await agreements.integrity(agreement.id))?.valid).toBe(false);
  });

  it.each([
    ['is revised', 'update agreements set revision_id = $2 where id = $1'],
    ['is closed', "update agreements set status = 'DECLINED', title = $2 where id = $1"],
  ])('lets nobody sign what %s at that moment', async (_, change) => {
    const agreement = await agreements.open([school, clinic]);
    const [revision] = await agreements.alliance.world.sql<{ id: string }>(
      `insert into agreement_revisions select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'ordinal', 2))).* from agreement_revisions r
       where agreement_id = $1 returning id`,
      [rowId(agreement.id)],
    );
    const other = await asOwner.connect();
    await other.query('begin');
    await other.query(change, [rowId(agreement.id), revision?.id]);
    const forged = forge(agreement, school);
    // it waits for the other, and then sees what came of it
    await agreements.waitsForALock(forged);
    await other.query('commit');
    other.release();
    expect(await forged).toBe('agreement_signatures_turn');
  });

  it.each(['agreement_revisions', 'agreement_signatures', 'agreement_events'])(
    'lets nobody change, delete or empty %s, its owner neither',
    async (table) => {
      await agreements.signed([school, clinic]);
      const before = await agreements.everything();
      for (const change of [
        `update ${table} set alliance_id = alliance_id`,
        `update ${table} set id = gen_random_uuid()`,
        `delete from ${table}`,
        `truncate ${table} cascade`,
      ]) {
        await expect(asServer.query(change)).rejects.toMatchObject({ code: '42501' });
        await expect(asOwner.query(change)).rejects.toMatchObject({
          code: '42501',
          message: expect.stringMatching(/ is append-only$/),
        });
      }
      // nor by a way round: a conflict that updates, a merge
      await expect(
        asServer.query(`merge into ${table} t using (select 1) s on true when matched then delete`),
      ).rejects.toMatchObject({ code: '42501' });
      await expect(asServer.query(`alter table ${table} disable trigger all`)).rejects.toMatchObject({ code: '42501' });
      await expect(asServer.query("set session_replication_role = 'replica'")).rejects.toMatchObject({ code: '42501' });
      expect(await agreements.everything()).toEqual(before);
    },
  );

  it('lets the server delete no agreement, number, rating, stream or key', async () => {
    for (const table of ['agreements', 'agreement_numbers', 'commitment_ratings', 'live_streams', 'seal_keys']) {
      await expect(asServer.query(`delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
      await expect(asServer.query(`truncate ${table} cascade`)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(asServer.query('update seal_keys set x = x')).rejects.toMatchObject({ code: '42501' });
  });
});
