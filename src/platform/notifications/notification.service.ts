import { In, IsNull } from 'typeorm';
import { parseGlobalId } from '../database/ids';
import { unauthenticated } from '../errors/errors';
import { Refused, UserErrorCode, type Outcome, type Refusal } from '../writes/outcome';
import type { WriteTransaction } from '../writes/transaction';
import { Notification, NOTIFICATION_ID } from './notification.entity';
import type { MarkNotificationsReadInput } from './notification.inputs';

/**
 * Marks notifications of the person's own as read; what has been read already stays as it is. Nobody else sees or
 * minds it, so the audit log is spared.
 */
export async function markNotificationsRead(
  { manager, viewer, now }: WriteTransaction, { notificationIds }: MarkNotificationsReadInput,
): Promise<Outcome<{ notifications: string[] }>> {
  const { personId } = viewer;
  if (personId === null) throw unauthenticated('errors.signInFirst');
  const ids = notificationIds.map((id) => {
    const parsed = parseGlobalId(id);
    return parsed?.prefix === NOTIFICATION_ID ? parsed.id : null;
  });
  const wanted = In(ids.filter((id) => id !== null));
  const own = new Set((await manager.find(Notification, { select: { id: true, allianceId: true }, where: { id: wanted, personId } })).map(({ id }) => id));
  const missing = ids.flatMap((id, index): Refusal[] =>
    (id !== null && own.has(id) ? [] : [{ code: UserErrorCode.NOT_FOUND, key: 'input.notFound', path: ['notificationIds', String(index)] }]));
  if (missing.length > 0) return new Refused(missing);
  await manager.update(Notification, { id: wanted, personId, readAt: IsNull() }, { readAt: now });
  return { notifications: [...new Set(ids)] as string[] };
}
