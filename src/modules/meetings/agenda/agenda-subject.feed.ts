import { globalId } from '../../../platform/database/ids';
import { followEvents } from '../../../platform/writes/followers';
import { recordChange } from '../meeting/meeting-changes.service';
import { lockMeetingRow } from '../meeting/meeting.queries';
import { isOver } from '../meeting/meeting.rules';
import { itemsAbout } from './agenda-subject.queries';

// each step of an agreement, a signature above all, is a change of the agenda items that are about it, for those who see it
followEvents('agreementUpdates', async (tx, { allianceId, streamId, revision }) => {
  // a unit's stream has the same step once more
  if (revision === undefined) return;
  const items = await itemsAbout(tx.manager, allianceId, streamId);
  for (const meetingId of new Set(items.map((item) => item.meetingId))) {
    const meeting = await lockMeetingRow(tx, { meetingId });
    if (meeting === null || isOver(meeting.status)) continue;
    const own = items.filter((item) => item.meetingId === meetingId);
    recordChange(tx, meeting, {
      action: 'followAgreement',
      details: { agreement: globalId('agreement', streamId), items: own.map(({ id }) => globalId('item', id)) },
      event: { subjects: own.map(({ id }) => ({ id })) },
    });
  }
});
