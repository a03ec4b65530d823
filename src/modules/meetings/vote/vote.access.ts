import { declareAccess, everyone, extendAccess } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { sql } from '../../../platform/database/sql';
import { ownUnits } from '../../alliance/shared/rights';
import { ofVisibleItem } from '../agenda/agenda.access';
import { AgendaItem } from '../agenda/agenda.entity';
import { runsMeeting, seesAttendance } from '../meeting/meeting.access';
import type { JointMeeting } from '../meeting/meeting.entity';
import { Ballot, UnitChoice, Vote, VoteOption } from './vote.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    vote: Vote;
    option: VoteOption;
  }
}

/* Who sees what of votes: docs/visibility.md, "agenda item", and "secret vote". */

const meetingOf = (vote: Row<Vote>): Row<JointMeeting> => vote.$within as unknown as Row<JointMeeting>;

declareAccess<Vote>(Vote, {
  id: 'vote',
  within: 'meeting',
  row: ofVisibleItem,
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
    ballots: (vote) => sql`case
      when ${vote.secret} then ${runsMeeting(meetingOf(vote))}
      else ${seesAttendance(meetingOf(vote))}
    end`,
    // what a secret vote's choices were is gone with its closing
    myChoices: (vote) => sql`(not ${vote.secret} or ${vote.state} = 'OPEN')`,
  },
});

declareAccess<VoteOption>(VoteOption, {
  id: 'option',
  within: 'meeting',
  row: ofVisibleItem,
  // counts that nobody may know are not there yet
  open: ['id', 'label', 'kind', 'count'],
});

/** Shown by its vote alone, whose rule says to whom. */
declareAccess<Ballot>(Ballot, { row: everyone, open: ['unit', 'guest', 'cast', 'option'] });

declareAccess<Ballot>(UnitChoice, {
  source: () => Ballot,
  row: (ballot) => sql`${ballot.unitId} = any(${ownUnits})`,
  open: ['unit', 'optionId'],
});

extendAccess(AgendaItem, { open: ['votes'] });
