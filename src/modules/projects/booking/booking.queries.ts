import type { EntityManager } from 'typeorm';
import { Booking } from './booking.entity';
import type { Placed, Span } from './booking.rules';

interface Row {
  readonly id: string;
  readonly slot: number;
  readonly from: Date;
  readonly until: Date;
}

/** Bookings of a resource that hold a place in a time, or ahead of a moment. Its row is locked: no other is placed meanwhile. */
export async function placedBookings(
  manager: EntityManager,
  { allianceId, id }: { readonly allianceId: string; readonly id: string },
  { from, until = Infinity }: { readonly from: number; readonly until?: number },
): Promise<Placed[]> {
  const rows = await manager.query<Row[]>(
    `select id, slot, starts_at as "from", ends_at as until
     from bookings
     where alliance_id = $1
       and resource_id = $2
       and status in ('REQUESTED', 'CONFIRMED')
       and ends_at > $3
       and starts_at < $4
     order by starts_at, id`,
    [allianceId, id, new Date(from), until === Infinity ? 'infinity' : new Date(until)],
  );
  return rows.map((row) => ({ id: row.id, slot: row.slot, ...spanOf(row) }));
}

export const spanOf = ({ from, until }: { readonly from: Date; readonly until: Date }): Span => ({
  from: from.getTime(),
  until: until.getTime(),
});

/** Moves bookings to other places of their resource; in one statement, since places are exchanged. */
export async function moveBookings(
  manager: EntityManager,
  allianceId: string,
  placed: readonly Placed[],
  slots: ReadonlyMap<string, number>,
): Promise<void> {
  const moved = placed.flatMap(({ id, slot }) => {
    const to = slots.get(id);
    return to === undefined || to === slot ? [] : [{ id, to }];
  });
  if (moved.length === 0) return;
  await manager.query(
    `update bookings
     set slot = moved.slot
     from unnest($2::uuid[], $3::int[]) as moved (id, slot)
     where bookings.alliance_id = $1
       and bookings.id = moved.id`,
    [allianceId, moved.map(({ id }) => id), moved.map(({ to }) => to)],
  );
}

/** A booking, locked until the transaction ends. */
export async function lockBooking(manager: EntityManager, allianceId: string, id: string): Promise<Booking | null> {
  await manager.query('select from bookings where alliance_id = $1 and id = $2 for no key update', [allianceId, id]);
  return manager.findOneBy(Booking, { allianceId, id });
}
