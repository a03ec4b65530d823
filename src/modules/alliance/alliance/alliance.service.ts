import { globalId, newId } from '../../../platform/database/ids';
import { handOver, invitePerson } from '../../../platform/identity';
import { refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { cleaned } from '../../../platform/writes/validation';
import { onConstraint } from '../../../platform/writes/writer';
import { Alliance } from './alliance.entity';
import type { CreateAllianceInput } from './alliance.inputs';
import { Authority } from '../shared/authority';
import { isTimeZone, DEFAULT_TIME_ZONE } from '../shared/calendar';
import { notAllowed } from '../shared/refusals';
import { AlliancePerson, AllianceRole, AllianceRoleGrant } from '../role/role.entity';
import { cleanText } from '../shared/roster';

const slugTaken = refuse('CONFLICT', 'alliance.slugTaken', 'slug');
onConstraint<CreateAllianceInput>('alliances_slug', slugTaken);

/** Founds an alliance with its first secretariat, who is invited. By an administrator of the installation alone. */
export const createAlliance: Service<CreateAllianceInput, { alliance: string; invitation: string | null }> = async (
  tx,
  input,
) => {
  const { manager, now } = tx;
  if (!new Authority(tx.viewer).isAdministrator) return notAllowed();
  const timeZone = input.timeZone?.trim() ?? DEFAULT_TIME_ZONE;
  if (!isTimeZone(timeZone)) return refuse('INVALID', 'alliance.badTimeZone', 'timeZone');
  const slug = input.slug.trim();
  if (await manager.existsBy(Alliance, { slug })) return slugTaken;
  const allianceId = newId();
  await manager.insert(Alliance, {
    id: allianceId,
    slug,
    name: cleanText(input.name),
    motto: cleaned(input.motto),
    foundedOn: input.foundedOn ?? null,
    timeZone,
    version: 1,
  });
  const who = { name: cleanText(input.secretariat.name), email: input.secretariat.email };
  const invited = await invitePerson(tx, { allianceId, ...who });
  const { personId } = invited;
  await manager.insert(AlliancePerson, { allianceId, personId, since: now });
  await manager.insert(AllianceRoleGrant, {
    allianceId,
    id: newId(),
    personId,
    role: AllianceRole.SECRETARIAT,
    since: now,
  });
  tx.accessChanged({ personId });
  tx.audit({
    allianceId,
    action: 'createAlliance',
    subject: globalId('alliance', allianceId),
    details: { slug, secretariat: globalId('person', personId) },
  });
  const subject = globalId('alliance', allianceId);
  return { alliance: allianceId, invitation: handOver(tx, { ...who, ...invited }, { allianceId, subject }) };
};
