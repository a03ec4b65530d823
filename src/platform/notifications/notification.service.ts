import { In, IsNull } from 'typeorm';
import { unauthenticated } from '../errors/errors';
import { Refused, UserErrorCode, type Outcome, type Refusal } from '../writes/outcome';
import type { WriteTransaction } from '../writes/transaction';
import { rowId } from '../writes/validation';
import { Notification } from './notification.entity';
import type { MarkNotificationsReadInput } from './notification.inputs';

/**
 * Marks notifications of the person's own as read; what has been read already stays as it is. Nobody else sees or
 * minds it, so the audit log is spared.
 */
export async function markNotificationsRead(
  { manager, viewer, now }: WriteTransaction,
  { notificationIds }: MarkNotificationsReadInput,
): Promise<Outcome<{ notifications: string[] }>> {
  const { personId } = viewer;
  if (personId === null) throw unauthenticated('errors.signInFirst');
  const ids = notificationIds.map(rowId);
  const wanted = { id: In(ids), personId };
  const rows = await manager.find(Notification, { select: { id: true, allianceId: true }, where: wanted });
  const own = new Set(rows.map(({ id }) => id));
  const missing = ids.flatMap((id, index): Refusal[] =>
    own.has(id)
      ? []
      : [
          {
            code: UserErrorCode.NOT_FOUND,
            key: 'input.notFound',
            path: ['notificationIds', String(index)],
          },
        ],
  );
  if (missing.length > 0) return new Refused(missing);
  await manager.update(Notification, { ...wanted, readAt: IsNull() }, { readAt: now });
  return { notifications: [...new Set(ids)] };
}
