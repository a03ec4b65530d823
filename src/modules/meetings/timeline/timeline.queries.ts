import { newId } from '../../../platform/database/ids';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { Part } from '../../../platform/writes/statements';
import type { Item } from '../agenda/agenda-difference.rules';
import type { JointMeeting } from '../meeting/meeting.entity';
import { MOST_NAMED, type Told } from './timeline.rules';

/**
 * What happened to items that are taken off goes with them for those who did not see them then: which item is closed is known of its
 * row, and that is gone.
 */
export function closeTold(
  tx: Pick<WriteTransaction, 'send'>,
  { allianceId, id }: Pick<JointMeeting, 'allianceId' | 'id'>,
  gone: readonly { readonly id: string; readonly audience: number }[],
): void {
  if (gone.length === 0) return;
  tx.send(
    `update meeting_events event
     set audience = greatest(event.audience, gone.audience)
     from unnest($3::uuid[], $4::smallint[]) as gone (id, audience)
     where event.alliance_id = $1
       and event.meeting_id = $2
       and event.item_id = gone.id`,
    [allianceId, id, gone.map((each) => each.id), gone.map(({ audience }) => audience)],
  );
}

/** Who sees a line, and after which change of the meeting it comes. */
interface LinePlace {
  readonly revision: number;
  /** The least access level that saw the meeting and the item as they were. */
  readonly audience: number;
}

/** An item as it has become; one that is taken off is nothing any more. */
export type ToldItem = Partial<Pick<Item, 'title' | 'audience'>>;

function namesOf({ item, guest, speaker }: Told): object {
  return {
    ...(item?.title === undefined ? {} : { item: item.title }),
    ...(guest === undefined ? {} : { guest }),
    ...(speaker === undefined ? {} : { speaker }),
  };
}

/**
 * The line that the timeline says of a change, as part of the statement that makes it; null where something of it has to be looked
 * up in the rows.
 */
export function toldPart(
  { now, viewer }: Pick<WriteTransaction, 'now' | 'viewer'>,
  told: Told,
  { revision, audience }: LinePlace,
  become: ToldItem | undefined,
): Part | null {
  const { kind, item, units = [], at } = told;
  if (units.length > 0 || (item !== undefined && become === undefined)) return null;
  return {
    text: (first) => `
      insert into meeting_events (alliance_id, meeting_id, id, revision, at, person_id, kind, item_id, audience, parameters)
      values ($1, $2, ${Array.from({ length: 8 }, (_, place) => `$${first + place}`).join(', ')})`,
    values: [
      newId(),
      revision,
      at ?? now,
      viewer.personId,
      kind,
      item?.id ?? null,
      Math.max(audience, become?.audience ?? 0),
      JSON.stringify({ ...(become?.title !== undefined && { item: become.title }), ...namesOf(told) }),
    ],
  };
}

/**
 * Writes what the timeline says of a change, with the names that things have now. After the change's own rows: it is for those who
 * see the meeting and the item as they have become, and, by `audience`, as they were.
 */
export function writeTold(
  tx: Pick<WriteTransaction, 'send' | 'now' | 'viewer'>,
  { allianceId, id }: Pick<JointMeeting, 'allianceId' | 'id'>,
  told: Told,
  { revision, audience }: LinePlace,
): void {
  const { kind, item, units, at } = told;
  tx.send(
    `insert into meeting_events (alliance_id, id, meeting_id, revision, at, person_id, kind, item_id, audience, parameters)
     select $1, $3, $2, $4, $5, $6, $7, $8,
       greatest($9, (select audience from agenda_items where alliance_id = $1 and meeting_id = $2 and id = $8)),
       jsonb_strip_nulls(jsonb_build_object(
         'item', (select title from agenda_items where alliance_id = $1 and meeting_id = $2 and id = $8)))
       || $10::jsonb || coalesce(
         (select jsonb_build_object('units', to_jsonb((array_agg(unit.name order by unit.name))[:${MOST_NAMED}]), 'more', greatest(0, count(*) - ${MOST_NAMED}))
          from member_units unit
          where unit.alliance_id = $1
            and unit.id = any($11::uuid[])
          having count(*) > 0),
         '{}')`,
    [
      allianceId,
      id,
      newId(),
      revision,
      at ?? tx.now,
      tx.viewer.personId,
      kind,
      item?.id ?? null,
      audience,
      JSON.stringify(namesOf(told)),
      units ?? [],
    ],
  );
}
