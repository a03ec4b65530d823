import { globalId, newId } from '../../../platform/database/ids';
import { handOver, inviteAgain, invitePerson } from '../../../platform/identity';
import { refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { onConstraint } from '../../../platform/writes/writer';
import { Alliance } from './alliance.entity';
import type {
  CreateAllianceInput,
  DeleteAllianceInput,
  FirstSecretariatInput,
  ReplaceFirstSecretariatInput,
} from './alliance.inputs';
import { lockAlliance } from './alliance.queries';
import { Authority } from '../shared/authority';
import { isTimeZone, DEFAULT_TIME_ZONE } from '../shared/calendar';
import { notAllowed, notFound } from '../shared/refusals';
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

const entered = refuse('WRONG_STATE', 'alliance.entered', 'allianceId');

/** Mends the address of a first secretariat that was mistyped. By an administrator, while nobody has entered the alliance. */
export const replaceFirstSecretariat: Service<
  ReplaceFirstSecretariatInput,
  { alliance: string; invitation: string | null }
> = async (tx, input) =>
  new Authority(tx.viewer).isAdministrator
    ? inviteFirstAgain(tx, rowId(input.allianceId), input.secretariat)
    : notAllowed();

/** Deletes an alliance that nobody ever entered. By an administrator. */
export const deleteAlliance: Service<DeleteAllianceInput, object> = async (tx, input) =>
  new Authority(tx.viewer).isAdministrator ? removeAlliance(tx, rowId(input.allianceId)) : notAllowed();

/** The invitation of the first secretariat is made out anew, and the one before it is good no more. For administrators. */
export async function inviteFirstAgain(
  tx: WriteTransaction,
  allianceId: string,
  secretariat: Pick<FirstSecretariatInput, 'name' | 'email'>,
): Promise<{ alliance: string; invitation: string | null } | Refused<'allianceId'>> {
  const { manager } = tx;
  await lockAlliance(manager, allianceId);
  if (!(await manager.existsBy(Alliance, { id: allianceId }))) return notFound('allianceId');
  const grant = await manager.findOneBy(AllianceRoleGrant, { allianceId, role: AllianceRole.SECRETARIAT });
  const who = { name: cleanText(secretariat.name), email: secretariat.email };
  const invited = grant && (await inviteAgain(tx, grant.personId, { allianceId, ...who }));
  if (invited === null) return entered;
  const subject = globalId('alliance', allianceId);
  const details = { secretariat: globalId('person', invited.personId) };
  // of the installation too: it is an administrator's to do
  for (const concerned of [allianceId, null])
    tx.audit({ allianceId: concerned, action: 'replaceFirstSecretariat', subject, details });
  return { alliance: allianceId, invitation: handOver(tx, { ...who, ...invited }, { allianceId, subject }) };
}

/** Deletes an alliance with all that came to it from outside, unless somebody has entered it. For administrators. */
export async function removeAlliance(
  tx: WriteTransaction,
  allianceId: string,
): Promise<object | Refused<'allianceId'>> {
  const { manager } = tx;
  const alliance = await manager.findOneBy(Alliance, { id: allianceId });
  if (alliance === null) return notFound('allianceId');
  const [row] = await manager.query<{ deleted: boolean }[]>('select delete_alliance_never_entered($1) as deleted', [
    allianceId,
  ]);
  if (row?.deleted !== true) return entered;
  tx.accessChanged({ allianceId });
  tx.audit({
    allianceId: null,
    action: 'deleteAlliance',
    subject: globalId('alliance', allianceId),
    details: { slug: alliance.slug },
  });
  return {};
}
