import { IsNull, MoreThanOrEqual } from 'typeorm';
import { globalId, newId } from '../../../platform/database/ids';
import { refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { todayIn } from '../alliance/alliance.queries';
import { kept } from '../shared/changes';
import { Expert } from './expert.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { InputReferences } from '../shared/input-references';
import { notFound } from '../shared/refusals';
import { AlliancePerson } from '../role/role.entity';
import { cleanText } from '../shared/roster';
import type { AppointExpertInput } from './expert.inputs';
import { lockAsSecretariat, unlessSecretariat } from '../shared/authorisation';

/**
 * Appoints an expert (聘任专家), or changes the current appointment, keeping what is absent. By the secretariat. It gives
 * no role: whoever is to advise through the platform gets EXPERT by grantAllianceRole.
 */
export const appointExpert: Service<AppointExpertInput, { expert: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const personId = rowId(input.personId);
  if (!(await manager.existsBy(AlliancePerson, { allianceId, personId }))) return notFound('personId');
  const references = new InputReferences<AppointExpertInput>(manager, allianceId);
  const unitId = await references.one(MemberUnit, input.unitId, 'unitId');
  if (references.refused !== null) return references.refused;
  const today = await todayIn(manager, allianceId, tx.now);
  // two appointments at once would leave two
  const lost = await lockAsSecretariat(tx, allianceId, 'allianceId');
  if (lost !== null) return lost;
  const current = await manager.findOne(Expert, {
    where: [
      { allianceId, personId, until: IsNull() },
      { allianceId, personId, until: MoreThanOrEqual(today) },
    ],
    order: { id: 'DESC' },
  });
  const since = input.since ?? current?.since ?? today;
  const until = kept(input.until, current?.until ?? null);
  if (until !== null && until < since) return refuse('INVALID', 'expert.endsBeforeBegin', 'until');
  const appointment = {
    title: kept(typeof input.title === 'string' ? cleanText(input.title) : input.title, current?.title ?? null),
    unitId: kept(unitId, current?.unitId ?? null),
    since,
    until,
    fields: [...new Set(input.fields.map((each) => cleaned(each)))],
  };
  const id = current?.id ?? newId();
  if (current === null) await manager.insert(Expert, { allianceId, id, personId, ...appointment });
  else await manager.update(Expert, { allianceId, id }, appointment);
  tx.audit({
    allianceId,
    action: 'appointExpert',
    subject: globalId('expert', id),
    details: { person: globalId('person', personId), since, until },
  });
  return { expert: id };
};
