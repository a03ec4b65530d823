import { followEvents } from '../../../platform/writes/followers';
import { followSubject } from './agenda-subject.service';

// each step of an agreement, a signature above all, is a change of the agenda items that are about it, for those who see it
followEvents('agreementUpdates', async (tx, { allianceId, streamId, revision }) => {
  // a unit's stream has the same step once more
  if (revision !== undefined) await followSubject(tx, allianceId, 'agreement', streamId);
});
