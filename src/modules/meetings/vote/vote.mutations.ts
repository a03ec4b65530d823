import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Vote } from './vote.entity';
import { AnnulVoteInput, CastVoteInput, CloseVoteInput, OpenVoteInput } from './vote.inputs';
import { annulVote, castVote, closeVote, openVote } from './vote.service';

declareMutations({
  openVote: mutation(openVote, {
    input: OpenVoteInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Opens a vote on an agenda item (开始表决); who may vote is settled at that moment. By those who run the meeting.',
    payload: { vote: () => Vote },
  }),
  castVote: mutation(castVote, {
    input: CastVoteInput,
    by: 'session',
    confidential: true,
    who: ['representative', 'organiser', 'convenor', 'secretariat'],
    description: `Casts a vote (投票), or changes it until the vote is closed. A unit's representative in person, for the unit or for one
that it carries, and nobody in their place; for a guest those who run the meeting. An \`Idempotency-Key\` has to be a UUIDv4, or as much chance.`,
    payload: { vote: () => Vote },
  }),
  closeVote: mutation(closeVote, {
    input: CloseVoteInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Closes a vote and counts it, under the quorum that there is then (结束表决). Of a secret vote only the totals remain. By ' +
      'those who run the meeting.',
    payload: { vote: () => Vote },
  }),
  annulVote: mutation(annulVote, {
    input: AnnulVoteInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Annuls an open vote (作废表决). By those who run the meeting.',
    payload: { vote: () => Vote },
  }),
});
