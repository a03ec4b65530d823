import type { Somebody, UserErrorShown } from './caller';
import type { Partner, TestAlliance } from './test-alliance';
import { rowId } from './test-world';

/** Input of `draftAgreement` that a test cares about; the first partner initiates, all others are parties. */
export interface DraftWanted {
  readonly [field: string]: unknown;
  readonly parties?: readonly Readonly<Record<string, unknown>>[];
}

/** An agreement as tests look at it. */
export interface AgreementShown {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly version: number;
  readonly revision: { readonly ordinal: number; readonly contentHash: string };
}

/** An error that a test expects: its code, and the field that it names. */
export type Refusal = readonly [code: string, path: string | null];

/** Everything that steps of an alliance's agreements leave behind. */
const EVERYTHING = `select
  (select jsonb_agg(a order by a.id) from agreements a where alliance_id = $1) as agreements,
  (select jsonb_agg(p order by p.id) from agreement_parties p where alliance_id = $1) as parties,
  (select jsonb_agg(c order by c.id) from commitments c where alliance_id = $1) as commitments,
  (select jsonb_agg(r order by r.commitment_id, r.unit_id) from commitment_ratings r where alliance_id = $1) as ratings,
  (select jsonb_agg(n) from agreement_numbers n where alliance_id = $1) as numbers,
  (select count(*) from agreement_revisions where alliance_id = $1) as revisions,
  (select count(*) from agreement_signatures where alliance_id = $1) as signatures,
  (select count(*) from agreement_events where alliance_id = $1) as history,
  (select count(*) from audit_entries where alliance_id = $1) as audit,
  (select count(*) from notifications where alliance_id = $1) as notifications,
  (select count(*) from live_events where alliance_id = $1) as live,
  (
    select count(*)
    from live_events e
    join alliance_people p on p.person_id = e.stream_id
    where p.alliance_id = $1
  ) as told`;

const SHOWN = 'agreement { id number status version revision { ordinal contentHash } }';

/** Agreements between units of an alliance, made as units make them: through the API alone. */
export class TestAgreements {
  constructor(readonly alliance: TestAlliance) {}

  input([initiator, ...others]: readonly Partner[], wanted: DraftWanted = {}): Readonly<Record<string, unknown>> {
    return {
      allianceId: this.alliance.id,
      title: '党建共建协议',
      tier: 'SUBDISTRICT',
      body: '第一条 双方同心共建。\n第二条 各尽其责。',
      parties: [
        { unitId: initiator?.unitId, role: 'INITIATOR' },
        ...others.map(({ unitId }) => ({ unitId, role: 'PARTY' })),
      ],
      ...wanted,
    };
  }

  /** A draft by the first partner's representative. */
  async draft(partners: readonly Partner[], wanted: DraftWanted = {}): Promise<AgreementShown> {
    return this.call(partners[0] as Partner, 'draftAgreement', this.input(partners, wanted));
  }

  /** An agreement that is open for signature. */
  async open(partners: readonly Partner[], wanted: DraftWanted = {}): Promise<AgreementShown> {
    const { id } = await this.draft(partners, wanted);
    return this.call(partners[0] as Partner, 'openAgreementForSignature', { agreementId: id });
  }

  /** An agreement that all have signed, in the partners' order. */
  async signed(partners: readonly Partner[], wanted: DraftWanted = {}): Promise<AgreementShown> {
    let agreement = await this.open(partners, wanted);
    for (const partner of partners) agreement = await this.sign(partner, agreement);
    return agreement;
  }

  /** A text that is drafted by the first partner and signed by all, in their order; answers the agreement's id. */
  async agree(partners: readonly Partner[], wanted: DraftWanted): Promise<string> {
    return (await this.signed(partners, wanted)).id;
  }

  sign(partner: Partner, agreement: Pick<AgreementShown, 'id' | 'revision'>): Promise<AgreementShown> {
    return this.call(partner, 'signAgreement', {
      agreementId: agreement.id,
      unitId: partner.unitId,
      contentHash: agreement.revision.contentHash,
    });
  }

  /** A mutation by somebody that must succeed. */
  async call(
    by: Partner | Somebody,
    mutation: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<AgreementShown> {
    const { agreement } = await this.alliance
      .as(somebody(by))
      .mutate<{ agreement: AgreementShown }>(mutation, input, SHOWN);
    return agreement;
  }

  /** The errors of a mutation that may be refused. */
  async errors(
    by: Partner | Somebody,
    mutation: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<readonly UserErrorShown[]> {
    return (await this.alliance.as(somebody(by)).attempt(mutation, input)).userErrors;
  }

  /** Somebody of a unit's staff (工作人员), who drafts and reports for it and does not sign. */
  async staff({ unitId, name }: Partner): Promise<Somebody> {
    const somebody = await this.alliance.person(`${name}职员`, [], [unitId]);
    await this.alliance.world.sql("update unit_roles set role = 'STAFF' where person_id = $1", [rowId(somebody.id)]);
    return somebody;
  }

  /** Everything that steps leave behind, to compare. */
  async everything(): Promise<Record<string, unknown>> {
    const [rows] = await this.alliance.world.sql(EVERYTHING, [rowId(this.alliance.id)]);
    return rows ?? {};
  }

  /** Expects a mutation to be refused for these reasons, in English and in Chinese, and to leave nothing behind. */
  async refused(
    by: Partner | Somebody,
    mutation: string,
    input: Readonly<Record<string, unknown>>,
    ...reasons: readonly Refusal[]
  ): Promise<void> {
    const before = await this.everything();
    await Promise.all(
      (
        [
          ['en', /[a-z]{2}.*\.$/u],
          ['zh-CN', /\p{Script=Han}.*。$/u],
        ] as const
      ).map(async ([language, words]) => {
        const { userErrors } = await this.alliance.as({ ...somebody(by), language }).attempt(mutation, input);
        expect(userErrors.map(({ code, path }) => [code, path?.join('.') ?? null])).toEqual(reasons);
        for (const { message } of userErrors) expect(message).toMatch(words);
      }),
    );
    expect(await this.everything()).toEqual(before);
  }

  /** What the platform finds when it checks an agreement. */
  async integrity(agreementId: string): Promise<{ valid: boolean; problems: string[] } | undefined> {
    const found = await this.ask<{ integrity: { valid: boolean; problems: string[] } }>(
      this.alliance.secretariat,
      agreementId,
      'integrity { valid problems }',
    );
    return found?.integrity;
  }

  /** Kinds of an agreement's events, oldest first. */
  async history(agreementId: string): Promise<string[]> {
    const rows = await this.alliance.world.sql<{ kind: string }>(
      'select kind from agreement_events where agreement_id = $1 order by sequence',
      [rowId(agreementId)],
    );
    return rows.map(({ kind }) => kind);
  }

  /** Waits until a transaction waits for another's lock, as this request is expected to; or until it has been answered. */
  async waitsForALock(request: Promise<unknown>): Promise<void> {
    let answered = false;
    void request
      .catch(() => undefined)
      .then(() => {
        answered = true;
      });
    for (let waiting = 0; waiting === 0 && !answered;) {
      waiting = (
        await this.alliance.world.sql(
          'select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0',
        )
      ).length;
    }
  }

  /** What somebody is shown of an agreement. */
  async ask<T>(by: Partner | Somebody | null, agreementId: string, selection: string): Promise<T | null> {
    const { agreement } = await this.alliance
      .as(by === null ? null : somebody(by))
      .query<{ agreement: T | null }>(`query ($id: ID!) { agreement(id: $id) { ${selection} } }`, { id: agreementId });
    return agreement;
  }
}

function somebody(by: Partner | Somebody): Somebody {
  return 'representative' in by ? by.representative : by;
}
