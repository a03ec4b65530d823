import { and, or, sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { bySecretariat, currentUnits } from '../../alliance/shared/rights';
import { ListRound } from './list-round.entity';

declareFields(Alliance, (field) => ({
  listRounds: field.many(() => ListRound, {
    by: 'alliance',
    nullable: true,
    order: (round) => sql`${round.createdAt} desc`,
    estimatedCount: 12,
    description:
      'Rounds in which the lists were sent, newest first: the secretariat’s all, a unit’s its own (清单征集).',
  }),
}));

declareFields(ListRound, (field) => ({
  outstanding: field.many(() => MemberUnit, {
    estimatedCount: 50,
    description:
      'Units that have not answered and are still active: for the secretariat all, for a unit’s people their own (未反馈单位).',
    on: (unit, round) =>
      and(
        sql`exists (
          select
          from list_round_units asked
          where asked.alliance_id = ${round.allianceId}
            and asked.round_id = ${round.id}
            and asked.unit_id = ${unit.id}
            and asked.answered_at is null
        )`,
        sql`${unit.status} = 'ACTIVE'`,
        or(bySecretariat(round), sql`${unit.id} = any(${currentUnits})`),
      ),
  }),
}));
