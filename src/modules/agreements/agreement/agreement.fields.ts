import { Field, ID, InputType } from 'type-graphql';
import type { Row } from '../../../platform/access/row';
import { sql, type Sql } from '../../../platform/database/sql';
import {
  declareFields,
  declareRoots,
  root,
  type CommonOptions,
  type Order,
} from '../../../platform/reads/declarations';
import { describeEnum } from '../../../platform/reads/enums';
import { after, among, before, containing, linked, related, UPDATED_AFTER } from '../../../platform/reads/filters';
import { OrderDirection } from '../../../platform/reads/node';
import { DateTime, Day, Url } from '../../../platform/reads/scalars';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { ownUnits, representedUnits, secretariatOf } from '../../alliance/shared/rights';
import { Commitment } from '../commitment/commitment.entity';
import { AgreementEvent } from '../history/history.entity';
import { AgreementIntegrity } from '../proof/integrity.entity';
import { evidences, integrities } from '../proof/integrity.queries';
import { AgreementRevision } from '../revision/revision.entity';
import { DocumentFormat, documentUrls } from './agreement-document.fields';
import { concludedStatuses, voidStatuses } from './agreement.access';
import { CONCLUDED } from './agreement.rules';
import { Agreement, AgreementStatus, AgreementTier } from './agreement.entity';
import { AgreementParty, Signature } from './party.entity';
import { MOST_COMMITMENTS, MOST_PARTIES, MOST_REVISIONS } from './agreement.rules';

@InputType({ description: 'Which agreements (协议筛选).' })
export class AgreementFilter {
  @Field(() => String, { nullable: true, description: 'Occurs in the title or the number (文字).' }) text?: string;
  @Field(() => [AgreementStatus], { nullable: true, description: 'In one of these statuses (状态).' })
  statuses?: AgreementStatus[];
  @Field(() => [AgreementTier], { nullable: true, description: 'Of one of these tiers (签约层级).' })
  tiers?: AgreementTier[];
  @Field(() => ID, { nullable: true, description: 'A unit that is a party, or was until it left (签约单位).' })
  unitId?: string;
  @Field(() => ID, { nullable: true, description: 'The territory it is signed for (所属区域).' }) territoryId?: string;
  @Field(() => Day, { nullable: true, description: 'Its last day in force lies before this one (截止日期早于).' })
  endsBefore?: string;
  @Field(() => Day, { nullable: true, description: 'Its first day in force lies after this one (生效日期晚于).' })
  startsAfter?: string;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: open for signature, not past its last day, and it is the turn of a unit that the viewer represents (待我签署).',
  })
  awaitingMySignature?: boolean;
  @Field(() => DateTime, { nullable: true, description: UPDATED_AFTER }) updatedAfter?: Date;
}

enum AgreementOrderField {
  CREATED_AT = 'CREATED_AT',
  ENDS_ON = 'ENDS_ON',
  UPDATED_AT = 'UPDATED_AT',
}
describeEnum(AgreementOrderField, {
  name: 'AgreementOrderField',
  description: 'What agreements are ordered by (排序字段).',
  values: {
    CREATED_AT: 'By the moment at which they were drafted (起草时间).',
    ENDS_ON: 'By the last day in force; those without one come last (截止日期).',
    UPDATED_AT: 'By the moment of the last change (更新时间).',
  },
});

@InputType({ description: 'In which order (排序).' })
export class AgreementOrder {
  @Field(() => AgreementOrderField, { description: 'By what (排序字段).' }) field!: AgreementOrderField;
  @Field(() => OrderDirection, { description: 'Upwards or downwards (方向).' }) direction!: OrderDirection;
}

/** Whether it is the turn of a unit that the viewer represents: agreement.rules' `whoseTurn`, in SQL. */
const awaitsViewer = (agreement: Row<Agreement>): Sql => sql`(
    ${agreement.status} = 'OPEN_FOR_SIGNATURE'
    and (
      ${agreement.endsOn} is null
      or ${agreement.endsOn} >= (
        select (now() at time zone here.time_zone)::date
        from alliances here
        where here.id = ${agreement.allianceId}
      )
    )
    and exists (
      select
      from agreement_parties mine
      where mine.alliance_id = ${agreement.allianceId}
        and mine.agreement_id = ${agreement.id}
        and mine.unit_id = any(${representedUnits})
        and not ${isSigned('mine', agreement)}
        and not exists (
          select
          from agreement_parties earlier
          where earlier.alliance_id = ${agreement.allianceId}
            and earlier.agreement_id = ${agreement.id}
            and (earlier.role = 'WITNESS', earlier.signing_step) < (mine.role = 'WITNESS', mine.signing_step)
            and not ${isSigned('earlier', agreement)}
        )
    )
  )`;

const isSigned = (party: 'mine' | 'earlier', agreement: Row<Agreement>): Sql => sql`exists (
    select
    from agreement_signatures s
    where s.alliance_id = ${agreement.allianceId}
      and s.agreement_id = ${agreement.id}
      and s.revision_id = ${agreement.revisionId}
      and s.unit_id = ${party === 'mine' ? sql`mine.unit_id` : sql`earlier.unit_id`}
  )`;

/** Of all that the unit is a party to, or was until it left. */
const agreementsOf = (unitId: Sql): Sql => sql`
  select party.agreement_id
  from agreement_parties party
  where party.alliance_id = (
      select unit.alliance_id
      from member_units unit
      where unit.id = ${unitId}
    )
    and party.unit_id = ${unitId}`;

const agreementsOfEach = (units: typeof ownUnits): Sql => sql`
  select each.agreement_id
  from unnest(${units}) own(id)
  cross join lateral (${agreementsOf(sql`own.id`)}) each`;

const newestFirst: Order<Agreement> = {
  tag: 'drafted',
  expression: (agreement) => agreement.createdAt,
  type: 'timestamptz',
  direction: 'desc',
};
/** As the index has it: those without a last day come last. */
const endsOn = (agreement: Row<Agreement>): Sql => sql`coalesce(${agreement.endsOn}, 'infinity')`;
const byEnd: Order<Agreement> = {
  tag: 'ends',
  expression: endsOn,
  type: 'date',
  direction: 'asc',
};
const byChange: Order<Agreement> = {
  tag: 'updated',
  expression: (agreement) => agreement.updatedAt,
  type: 'timestamptz',
  direction: 'asc',
};

const agreements = {
  filter: {
    type: () => AgreementFilter,
    conditions: {
      text: containing<Agreement>(
        (agreement) => agreement.title,
        (agreement) => agreement.number,
      ),
      statuses: among<Agreement>((agreement) => agreement.status, {
        of: (status) => !CONCLUDED.some((concluded) => concluded === status),
        ids: agreementsOfEach(ownUnits),
        all: sql`${secretariatOf} <> '{}'`,
      }),
      tiers: among<Agreement>((agreement) => agreement.tier),
      unitId: linked<Agreement>('unit', { ids: agreementsOf }),
      territoryId: related<Agreement>('territory', (agreement, id) => sql`${agreement.territoryId} = ${id}`),
      endsBefore: before<Agreement>(endsOn, 'date'),
      startsAfter: after<Agreement>((agreement) => agreement.startsOn, 'date'),
      updatedAfter: after<Agreement>((agreement) => agreement.updatedAt),
      awaitingMySignature: {
        parameterType: 'boolean',
        linked: { ids: () => agreementsOfEach(representedUnits), unordered: true },
        condition: (agreement, awaiting) => sql`(${awaitsViewer(agreement)} or not ${awaiting})`,
      },
    },
  },
  order: newestFirst,
  orders: { type: () => AgreementOrder, by: { CREATED_AT: newestFirst, ENDS_ON: byEnd, UPDATED_AT: byChange } },
  description: 'Agreements, newest first unless otherwise ordered (共建协议).',
} satisfies CommonOptions<Agreement>;

/** Whether a signature is a party's under the present text. */
const presentSignature = (
  signature: Row<Signature>,
  party: Row<AgreementParty>,
): Sql => sql`${signature.allianceId} = ${party.allianceId}
    and ${signature.agreementId} = ${party.agreementId}
    and ${signature.unitId} = ${party.unitId}
    and ${signature.revisionId} = (
      select a.revision_id
      from agreements a
      where a.alliance_id = ${party.allianceId}
        and a.id = ${party.agreementId}
    )`;

declareFields(Agreement, (field) => ({
  parties: field.many(() => AgreementParty, {
    most: MOST_PARTIES,
    by: 'agreement',
    order: (party) => party.position,
    estimatedCount: 4,
    description: 'In the order in which they are drafted (签约方).',
  }),
  commitments: field.many(() => Commitment, {
    most: MOST_COMMITMENTS,
    by: 'agreement',
    order: (commitment) => commitment.position,
    estimatedCount: 5,
    nullable: true,
    description: 'What the parties undertake (承诺事项); for members.',
  }),
  revisions: field.many(() => AgreementRevision, {
    most: MOST_REVISIONS,
    by: 'agreement',
    order: (revision) => revision.ordinal,
    estimatedCount: 3,
    nullable: true,
    description: 'All texts, oldest first (历次文本); for members.',
  }),
  history: field.connection(() => AgreementEvent, {
    by: 'agreement',
    nullable: true,
    description:
      'Everything that happened, oldest first; append-only (历程). For the parties, of those that have left until they left, and the secretariat.',
    order: { tag: 'history', expression: (event) => event.sequence, type: 'int', direction: 'asc' },
  }),
  integrity: field.computed(() => AgreementIntegrity, {
    nullable: true,
    needs: ['allianceId', 'id'],
    cost: 50,
    load: integrities,
    description: 'Recomputed on every read from the stored text, signatures and history (完整性校验); for members.',
  }),
  evidence: field.computed(() => String, {
    nullable: true,
    needs: ['allianceId', 'id'],
    cost: 50,
    load: evidences,
    description: `A JSON file (证据文件) with canonical texts, signatures, chain and seals, which \`npx gongjian verify FILE\` or standard tools
check without the server. For the parties that have not left, and the secretariat.`,
  }),
  documentUrl: field.computed(() => Url, {
    nullable: true,
    needs: ['id', 'revisionId'],
    cost: 1,
    secret: true,
    load: documentUrls,
    arguments: {
      format: {
        type: () => DocumentFormat,
        nullable: true,
        parameterType: 'text',
        description: 'What kind of file (文件格式); PDF when absent.',
      },
    },
    description: `The current revision for the shelf or for editing (打印件), for signed-in members. Good for five minutes and this revision, with
the viewer's rights as they are when it is fetched; whoever is given the link reads with them. An agreement that does not hold is not printed.`,
  }),
  renewedBy: field.one(() => Agreement, {
    nullable: true,
    description:
      'The agreement that follows this one (续签为), unless it came to nothing; of several, one that was concluded, and of these the latest.',
    on: (renewal, agreement) => sql`${renewal.allianceId} = ${agreement.allianceId}
        and ${renewal.renewsId} = ${agreement.id}
        and ${renewal.status} not in (${voidStatuses})`,
    order: (renewal) =>
      sql`${renewal.status} in (${concludedStatuses}) desc, ${renewal.createdAt} desc, ${renewal.id} desc`,
  }),
}));

declareFields(AgreementParty, (field) => ({
  signed: field.expression(
    () => Boolean,
    'boolean',
    (party) => sql`exists (
      select
      from agreement_signatures s
      join agreements a on a.alliance_id = s.alliance_id and a.id = s.agreement_id and a.revision_id = s.revision_id
      where s.alliance_id = ${party.allianceId}
        and s.agreement_id = ${party.agreementId}
        and s.unit_id = ${party.unitId}
    )`,
    { description: 'Whether it has signed the present text (是否已签署).' },
  ),
  signature: field.one(() => Signature, {
    nullable: true,
    description: 'Under the present text; for members (签名).',
    on: (signature, party) => presentSignature(signature as Row<Signature>, party),
  }),
  commitments: field.many(() => Commitment, {
    most: MOST_COMMITMENTS,
    by: 'party',
    order: (commitment) => commitment.position,
    estimatedCount: 2,
    nullable: true,
    description: 'What it undertakes (承诺事项); for members.',
  }),
}));

declareFields(Alliance, (field) => ({
  agreements: field.connection(() => Agreement, { by: 'alliance', ...agreements }),
}));
declareFields(MemberUnit, (field) => ({
  agreements: field.connection(() => Agreement, {
    ...agreements,
    description: 'Agreements that it is a party to, or was until it left, newest first (共建协议).',
    on: (agreement, unit) => sql`${agreement.allianceId} = ${unit.allianceId}`,
    linked: { ids: (unit) => agreementsOf(unit.id) },
  }),
}));

declareRoots({
  agreement: root.byId(() => Agreement, {
    description: 'The agreement with this id (协议); null when there is none, or none that the viewer may see.',
  }),
});
