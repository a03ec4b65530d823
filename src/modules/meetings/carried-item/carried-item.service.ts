import { globalId } from '../../../platform/database/ids';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { differenceBetween } from '../agenda/agenda-difference.rules';
import { AgendaItemKind } from '../agenda/agenda.entity';
import { layOut } from '../agenda/agenda-layout.rules';
import { readItems } from '../agenda/agenda.queries';
import { MOST_ITEMS } from '../agenda/agenda.rules';
import { recordChange } from '../meeting/meeting-changes.service';
import { lockMeetingRow } from '../meeting/meeting.queries';
import { isAhead } from '../meeting/meeting.rules';
import { newItem } from '../schedule/schedule.service';
import { insertCarried, toCarry } from './carried-item.queries';
import { carriedVisibility } from '../decision/decision.rules';

/** Characters of an agenda item's title. */
const TITLE_CHARACTERS = 200;

/**
 * Puts action items that are to be done yet on the agenda of the next meeting (row id) of the same scope, at its end, each as
 * a report. What is taken off that agenda does not come back.
 */
export async function carryOver(tx: WriteTransaction, { id }: { readonly id: string }): Promise<object> {
  const meeting = await lockMeetingRow(tx, { meetingId: id });
  if (meeting === null || !isAhead(meeting.status)) return {};
  const items = await readItems(tx.manager, meeting);
  const carried = (await toCarry(tx.manager, meeting))
    .slice(0, MOST_ITEMS - items.length)
    .map(({ audience, text, unitId, ...each }, index) => {
      const visibility = carriedVisibility(audience);
      const title = [...text].slice(0, TITLE_CHARACTERS).join('');
      const presenterUnitId = unitId === null ? null : globalId('unit', unitId);
      const item = newItem({ title, kind: AgendaItemKind.REPORT, visibility, presenterUnitId }, null, visibility);
      return { actionItemId: each.id, item: { ...item, position: items.length + index + 1 } };
    });
  if (carried.length === 0) return {};
  recordChange(tx, meeting, {
    action: 'carryOver',
    details: { actionItems: carried.map(({ actionItemId }) => globalId('actionItem', actionItemId)) },
    agenda: differenceBetween(items, layOut(meeting, [...items, ...carried.map(({ item }) => item)])),
  });
  insertCarried(
    tx,
    meeting,
    carried.map(({ actionItemId, item }) => ({ actionItemId, itemId: item.id })),
  );
  return {};
}
