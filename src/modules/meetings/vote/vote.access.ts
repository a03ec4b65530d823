import { declareAccess, extendAccess, type Rule } from '../../../platform/access/access';
import { sql, type Sql } from '../../../platform/database/sql';
import { ownUnits } from '../../alliance/shared/rights';
import { AgendaItem } from '../agenda/agenda.entity';
import { Ballot, UnitChoice, Vote, VoteOption } from './vote.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    vote: Vote;
    option: VoteOption;
  }
}

/* Who sees what of votes: docs/visibility.md, "agenda item, with its votes", and "secret vote". */

/** A vote is seen as its item is. */
const seesItem: Rule<Vote | VoteOption> = (row) => sql`exists (
  select
  from agenda_items voted
  where voted.alliance_id = ${row.allianceId}
    and voted.id = ${row.itemId}
    and voted.audience <= ${row.$within.$local['accessLevel'] as Sql}
)`;

declareAccess<Vote>(Vote, {
  id: 'vote',
  within: 'meeting',
  row: seesItem as Rule<Vote>,
  open: [
    'id',
    'question',
    'options',
    'state',
    'basis',
    'threshold',
    'base',
    'secret',
    'cast',
    'eligible',
    'outcome',
    'winner',
    'quorumRequired',
    'quorumPresent',
    'annulment',
    'annulmentReason',
    'openedAt',
    'closedAt',
  ],
  rules: {
    // what a secret vote's choices were is gone with its closing
    myChoices: (vote) => sql`(not ${vote.secret} or ${vote.state} = 'OPEN')`,
  },
});

declareAccess<VoteOption>(VoteOption, {
  id: 'option',
  within: 'meeting',
  row: seesItem as Rule<VoteOption>,
  // counts that nobody may know are not there yet
  open: ['id', 'label', 'kind', 'count'],
});

declareAccess<Ballot>(UnitChoice, {
  source: () => Ballot,
  row: (ballot) => sql`${ballot.unitId} = any(${ownUnits})`,
  open: ['unit', 'optionId'],
});

extendAccess(AgendaItem, { open: ['votes'] });
