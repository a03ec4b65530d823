import { ID } from 'type-graphql';
import { globalId } from '../../../platform/database/ids';
import { sql } from '../../../platform/database/sql';
import { declareFields, type Computing } from '../../../platform/reads/declarations';
import { AgendaItem } from '../agenda/agenda.entity';
import { MOST_UNITS } from '../meeting/meeting.inputs';
import type { MeetingServices } from '../shared/services';
import { ownChoices, type OwnBallot } from './vote-choice.queries';
import { Ballot, UnitChoice, Vote, VoteOption } from './vote.entity';
import { MOST_OPTIONS, MOST_VOTES } from './vote.rules';

declareFields(AgendaItem, (field) => ({
  votes: field.many(() => Vote, {
    most: MOST_VOTES,
    by: 'item',
    order: (vote) => sql`${vote.openedAt}, ${vote.id}`,
    estimatedCount: 1,
    description: 'What was voted on, oldest first (表决).',
  }),
}));

declareFields(Vote, (field) => ({
  options: field.many(() => VoteOption, {
    most: MOST_OPTIONS,
    by: 'vote',
    order: (option) => option.position,
    estimatedCount: 3,
    description: 'As they stand on the ballot (选项).',
  }),
  ballots: field.many(() => Ballot, {
    most: MOST_UNITS,
    by: 'vote',
    nullable: true,
    estimatedCount: 30,
    description:
      'Who may vote, whether they have, and what they chose (投票情况): for members; of a secret vote for those who run the meeting, without what was chosen.',
  }),
  myChoices: field.many(() => UnitChoice, {
    by: 'vote',
    nullable: true,
    estimatedCount: 1,
    description:
      "What the viewer's own units chose (本单位选择), of those that may vote; null once a secret vote is closed or annulled.",
  }),
}));

declareFields(UnitChoice, (field) => ({
  optionId: field.computed(() => ID, {
    nullable: true,
    needs: ['allianceId', 'id', 'voteId', 'optionId'],
    cost: 1,
    load: async (rows, { database, services }: Computing) => {
      const chosen = await ownChoices(
        database,
        (services as MeetingServices).sealer,
        rows as unknown as readonly OwnBallot[],
      );
      return chosen.map((option) => (option === null ? null : globalId('option', option)));
    },
    description: 'The option; null while it has not voted (选项). Not in subscriptions.',
  }),
}));
