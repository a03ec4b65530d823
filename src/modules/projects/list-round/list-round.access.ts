import { declareAccess, extendAccess } from '../../../platform/access/access';
import { or, sql } from '../../../platform/database/sql';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { bySecretariat, currentUnits, memberOf } from '../../alliance/shared/rights';
import { ListRound } from './list-round.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    listRound: ListRound;
  }
}

/* Who sees what of list rounds: the secretariat all, each unit its own (docs/visibility.md, "alliance, groups, territories"). */

declareAccess<ListRound>(ListRound, {
  id: 'listRound',
  row: (round) =>
    or(
      bySecretariat(round),
      sql`exists (
        select
        from list_round_units asked
        where asked.alliance_id = ${round.allianceId}
          and asked.round_id = ${round.id}
          and asked.unit_id = any(${currentUnits})
      )`,
    ),
  open: ['id', 'sentOn', 'dueOn', 'outstanding'],
});

extendAccess<Alliance>(Alliance, { rules: { listRounds: (alliance) => sql`${alliance.id} = any(${memberOf})` } });
