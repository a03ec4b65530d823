import { Alliance } from '../../alliance';
import { findVisible } from '../../alliance/shared/authorisation';
import { unitsFault } from '../../alliance/shared/named-units';
import { notFound } from '../../alliance/shared/refusals';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { AreaGroup, SectorGroup } from '../../alliance/group/group.entity';
import { Territory } from '../../alliance/territory/territory.entity';
import { LIMITS } from '../../../platform/budgets';
import { globalId, INSTALLATION, newId, parseGlobalId } from '../../../platform/database/ids';
import { bySession } from '../../../platform/identity/principal';
import { Person } from '../../../platform/identity/person/person.entity';
import { newSecret, SecretKind } from '../../../platform/identity/secrets';
import { notify } from '../../../platform/notifications';
import type { Preparation } from '../../../platform/writes/declarations';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { CALENDARS_PATH } from '../shared/calendars-path';
import { CalendarFeed } from './calendar-feed.entity';
import type { CreateCalendarFeedInput, RevokeCalendarFeedInput } from './calendar-feed.inputs';

type Created = { readonly calendarFeed: string; readonly url: string };
type Of = Pick<CalendarFeed, 'allianceId' | 'unitId' | 'sectorGroupId' | 'areaGroupId' | 'territoryId'>;

const OWN: Of = { allianceId: null, unitId: null, sectorGroupId: null, areaGroupId: null, territoryId: null };

/**
 * Makes a feed for the signed-in person; its address is in this answer and nowhere else. It outlives the session, so its owner is
 * notified.
 */
export const createCalendarFeed: Preparation<CreateCalendarFeedInput, Created> =
  async ({ identity }) =>
  async (tx, input) => {
    const { manager, now } = tx;
    const { personId } = bySession(tx.viewer);
    if (input.unitId && input.scopeId) return refuse('INVALID', 'calendarFeed.unitOrScope', 'scopeId');
    const of = await feedOf(tx, input);
    if (isRefused(of)) return of;
    // two at once are counted one after the other
    await manager.findOneOrFail(Person, { where: { id: personId }, lock: { mode: 'for_no_key_update' } });
    const max = LIMITS.calendarFeedsPerPerson;
    if ((await manager.countBy(CalendarFeed, { personId })) >= max)
      return refuse('LIMIT_REACHED', 'calendarFeed.tooMany', null, { max });
    const { text, hash } = newSecret(SecretKind.calendarFeed);
    const id = newId();
    await manager.insert(CalendarFeed, { id, personId, ...of, hash, createdAt: now, lastUsedAt: null });
    tx.audit({
      allianceId: null,
      action: 'createCalendarFeed',
      subject: globalId('calendar', id),
      details: { of: input.unitId ?? input.scopeId ?? globalId('person', personId) },
    });
    await notify(tx, {
      allianceId: INSTALLATION,
      personIds: [personId],
      kind: 'SECURITY',
      key: 'calendarFeed.created',
      subject: null,
    });
    return { calendarFeed: id, url: `${identity.address()}${CALENDARS_PATH}${text}.ics` };
  };

/** Revokes one of the signed-in person's feeds; once it is gone, it is not found. */
export const revokeCalendarFeed: Service<RevokeCalendarFeedInput, { viewer: string }> = async (tx, input) => {
  const { personId } = bySession(tx.viewer);
  const id = rowId(input.calendarFeedId);
  const { affected } = await tx.manager.delete(CalendarFeed, { id, personId });
  if (affected !== 1) return notFound('calendarFeedId');
  tx.audit({ allianceId: null, action: 'revokeCalendarFeed', subject: globalId('calendar', id) });
  return { viewer: personId };
};

const SCOPES = {
  alliance: { type: Alliance, column: null },
  sector: { type: SectorGroup, column: 'sectorGroupId' },
  area: { type: AreaGroup, column: 'areaGroupId' },
  territory: { type: Territory, column: 'territoryId' },
} as const;

/** Whose meetings an input asks for: of a unit or scope that its sender sees. */
async function feedOf(
  tx: WriteTransaction,
  { unitId, scopeId }: CreateCalendarFeedInput,
): Promise<Of | Refused<'unitId' | 'scopeId'>> {
  if (unitId) {
    const unit = await findVisible(tx, MemberUnit, rowId(unitId));
    if (unit === null) return notFound('unitId');
    const fault = await unitsFault(tx, unit.allianceId, [{ id: unit.id, path: place('unitId') }]);
    return fault ?? { ...OWN, allianceId: unit.allianceId, unitId: unit.id };
  }
  const parsed = parseGlobalId(scopeId);
  if (parsed === null) return OWN;
  const { type, column } = SCOPES[parsed.prefix as keyof typeof SCOPES];
  const scope = await findVisible<Alliance | SectorGroup | AreaGroup | Territory>(tx, type, parsed.id);
  if (scope === null) return notFound('scopeId');
  return column === null
    ? { ...OWN, allianceId: scope.id }
    : { ...OWN, allianceId: 'allianceId' in scope ? scope.allianceId : scope.id, [column]: scope.id };
}
