import { In, IsNull } from 'typeorm';
import { unauthenticated } from '../errors/errors';
import { place, refusedFor, UserErrorCode, type Refusal } from '../writes/outcome';
import type { Service } from '../writes/transaction';
import { rowId } from '../writes/validation';
import { Notification } from './notification.entity';
import type { MarkNotificationsReadInput } from './notification.inputs';

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
