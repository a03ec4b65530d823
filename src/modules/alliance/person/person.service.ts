import { globalId } from '../../../platform/database/ids';
import { handOver, invitePerson } from '../../../platform/identity';
import type { Service } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import type { RegisterPersonInput } from './person.inputs';
import { AlliancePerson } from '../role/role.entity';
import { cleanText } from '../shared/roster';
import { unlessSecretariat } from '../shared/authorisation';

/**
 * Registers a person in an alliance and invites them. By the secretariat. A known address gives the same answer as an
 * unknown one: the two become one person when the invitation is accepted. The audit log has neither name nor address.
 */
export const registerPerson: Service<RegisterPersonInput, { person: string; invitation: string | null }> = async (
  tx,
  input,
) => {
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const who = { name: cleanText(input.name), email: input.email };
  const invited = await invitePerson(tx, { allianceId, ...who });
  const { personId } = invited;
  await tx.manager.insert(AlliancePerson, { allianceId, personId, since: tx.now });
  const subject = globalId('person', personId);
  tx.audit({ allianceId, action: 'registerPerson', subject });
  return { person: personId, invitation: handOver(tx, { ...who, ...invited }, { allianceId, subject }) };
};
