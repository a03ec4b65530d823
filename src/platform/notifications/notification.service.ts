import { In, IsNull } from 'typeorm';
import { unauthenticated } from '../errors/errors';
import { place, refuse, refusedFor, UserErrorCode, type Refusal } from '../writes/outcome';
import type { Service } from '../writes/transaction';
import { rowId } from '../writes/validation';
import { Notification } from './notification.entity';
import type { MarkAllNotificationsReadInput, MarkNotificationsReadInput } from './notification.inputs';

/**
 * Marks notifications of the person's own as read; what has been read already stays as it is. Nobody else sees or
 * minds it, so the audit log is spared.
 */
export const markNotificationsRead: Service<MarkNotificationsReadInput, { notifications: string[] }> = async (
  { manager, viewer, now },
  { notificationIds },
) => {
  const { personId } = viewer;
  if (personId === null) throw unauthenticated('errors.signInFirst');
  const ids = notificationIds.map(rowId);
  const wanted = { id: In(ids), personId };
  const rows = await manager.find(Notification, { select: { id: true, allianceId: true }, where: wanted });
  const own = new Set(rows.map(({ id }) => id));
  const missing = ids.flatMap((id, index): Refusal<'notificationIds'>[] =>
    own.has(id)
      ? []
      : [
          {
            code: UserErrorCode.NOT_FOUND,
            key: 'input.notFound',
            path: place('notificationIds', index),
          },
        ],
  );
  const refused = refusedFor(missing);
  if (refused !== null) return refused;
  await manager.update(Notification, { ...wanted, readAt: IsNull() }, { readAt: now });
  return { notifications: [...new Set(ids)] };
};

/** The same of all of them, or of those up to one in the order in which the person is shown them. */
export const markAllNotificationsRead: Service<MarkAllNotificationsReadInput, { viewer: string }> = async (
  { manager, viewer, now },
  { upToId },
) => {
  const { personId } = viewer;
  if (personId === null) throw unauthenticated('errors.signInFirst');
  const upTo = typeof upToId === 'string' ? rowId(upToId) : null;
  if (upTo !== null && !(await manager.existsBy(Notification, { id: upTo, personId })))
    return refuse('NOT_FOUND', 'input.notFound', 'upToId');
  await manager.query(
    `update notifications
     set read_at = $1
     where person_id = $2
       and read_at is null
       and ($3::uuid is null
         or (at, id) <= (select last.at, last.id from notifications last where last.person_id = $2 and last.id = $3))`,
    [now, personId, upTo],
  );
  return { viewer: personId };
};
