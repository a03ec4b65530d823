import { globalId } from '../../../platform/database/ids';
import { followEvents } from '../../../platform/writes/followers';
import { CONCLUDED } from '../../agreements';
import { recordChange } from '../meeting/meeting-changes.service';
import { lockMeetingRow } from '../meeting/meeting.queries';
import { Visibility } from '../meeting/meeting.entity';
import { audienceOf, isOver } from '../meeting/meeting.rules';
import { itemsAbout } from './agenda-subject.queries';

/** Until an agreement is concluded its parties alone see it: nobody is told of its steps but who takes part in the meeting. */
const PARTICIPANTS = audienceOf(Visibility.CLOSED);

// each step of an agreement, a signature above all, is a change of the agenda items that are about it
followEvents('agreementUpdates', async (tx, { allianceId, streamId, revision }) => {
  // a unit's stream has the same step once more
  if (revision === undefined) return;
  const items = await itemsAbout(tx.manager, allianceId, streamId, CONCLUDED);
  for (const meetingId of new Set(items.map((item) => item.meetingId))) {
    const meeting = await lockMeetingRow(tx.manager, { meetingId });
    if (meeting === null || isOver(meeting.status)) continue;
    const own = items.filter((item) => item.meetingId === meetingId);
    recordChange(tx, meeting, {
      action: 'followAgreement',
      details: { agreement: globalId('agreement', streamId), items: own.map(({ id }) => globalId('item', id)) },
      event: { subjects: own.map(({ id, concluded }) => ({ id, from: concluded ? 1 : PARTICIPANTS })) },
    });
  }
});
