import type { EntityManager } from 'typeorm';
import type { Preparation } from '../../../platform/writes/declarations';
import type {
  ApplyForMembershipInput,
  ReviewMembershipInput,
  EndMembershipInput,
  SuspendMembershipInput,
  ReinstateMembershipInput,
} from './membership.inputs';
import { refusing } from '../../../platform/identity';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { rowId, cleaned } from '../../../platform/writes/validation';
import { findVisible, findForSecretariat, lockAsSecretariat } from '../shared/authorisation';
import { Alliance } from '../alliance/alliance.entity';
import { notFound } from '../shared/refusals';
import { isRefused, refuse, type Refused } from '../../../platform/writes/outcome';
import { contactsOf } from '../member-unit/member-unit.rules';
import { newId, globalId } from '../../../platform/database/ids';
import { newSecret, SecretKind } from '../../../platform/identity/secrets';
import { cleanText } from '../shared/roster';
import { insertUnits, lockUnits, bearersOf } from '../member-unit/member-unit.queries';
import { MemberUnit, type MembershipStatus } from '../member-unit/member-unit.entity';
import { notify } from '../../../platform/notifications';
import { secretariat, representativesOf } from '../role/role.queries';
import { receipt } from '../shared/rights';
import { endFault, statusAfter, type MembershipStep } from './membership.rules';
import { todayIn } from '../alliance/alliance.queries';

/** Applies for membership (入会申请): anybody may, so many times from one address. The receipt is handed out once. */
export const applyForMembership: Preparation<
  ApplyForMembershipInput,
  { memberUnit: string; receipt: string }
> = async ({ identity, origin }) => {
  const limited = await identity.limits.attempt(origin).submitting();
  return limited === null ? apply : refusing(limited);
};

/**
 * An applicant does not learn which hidden units there are, or whether one has the same name: the review will find that
 * out.
 */
const apply: Service<ApplyForMembershipInput, { memberUnit: string; receipt: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  if ((await findVisible(tx, Alliance, allianceId)) === null) return notFound('allianceId');
  if (input.contacts.length === 0) return refuse('INVALID', 'membership.noContacts', 'contacts');
  const contacts = contactsOf(input.contacts);
  if (isRefused(contacts)) return contacts;
  const id = newId();
  const { text, hash } = newSecret(SecretKind.receipt);
  const name = cleanText(input.name);
  await insertUnits(
    manager,
    allianceId,
    [
      {
        id,
        name,
        shortName: null,
        kind: input.kind,
        affiliation: input.affiliation,
        creditCode: input.creditCode ?? null,
        joinedOn: null,
        host: false,
        contactOfficial: null,
        territoryId: null,
        areaGroupId: null,
        sectorGroupIds: [],
        pairedTerritoryIds: [],
        contacts,
      },
    ],
    'APPLIED',
  );
  await manager.update(MemberUnit, { allianceId, id }, { receiptHash: hash });
  tx.audit({ allianceId, action: 'applyForMembership', subject: globalId('unit', id), details: { name } });
  await notify(tx, {
    allianceId,
    kind: 'MEMBERSHIP',
    key: 'membership.applied',
    parameters: { unit: name },
    subject: globalId('unit', id),
    personIds: (await secretariat(manager, allianceId)).map(({ personId }) => personId),
  });
  const { viewer } = tx;
  tx.readAs({ ...viewer, parameters: { ...viewer.parameters, [receipt.name]: text } });
  return { memberUnit: id, receipt: text };
};

/** Decides on an application (审核). By the secretariat. */
export const reviewMembership: Service<ReviewMembershipInput, { memberUnit: string }> = async (tx, input) => {
  return take(tx, input.admit ? 'admit' : 'decline', input.unitId, { reason: input.reason });
};

/** Ends a membership (退出). By the secretariat; its people keep what concerns its past. */
export const endMembership: Service<EndMembershipInput, { memberUnit: string }> = async (tx, input) => {
  return take(tx, 'end', input.unitId, {
    reason: input.reason,
    leftOn: input.leftOn,
    fault: ({ joinedOn }, today) => endFault(input.leftOn, joinedOn, today),
  });
};

/** Suspends a membership (暂停). By the secretariat. */
export const suspendMembership: Service<SuspendMembershipInput, { memberUnit: string }> = async (tx, input) => {
  return take(tx, 'suspend', input.unitId, { reason: input.reason });
};

/** Takes a suspension back (恢复). By the secretariat. */
export const reinstateMembership: Service<ReinstateMembershipInput, { memberUnit: string }> = async (tx, input) => {
  return take(tx, 'reinstate', input.unitId, {});
};

interface Taken<Field extends string> {
  readonly reason?: string | null | undefined;
  readonly leftOn?: string;
  /** Refuses the step for other reasons than the unit's status. */
  readonly fault?: (unit: MemberUnit, today: string) => Refused<Field> | null;
}

async function take<Field extends string = never>(
  tx: WriteTransaction,
  step: MembershipStep,
  unitId: string,
  { reason, leftOn, fault }: Taken<Field>,
): Promise<{ memberUnit: string } | Refused<'unitId' | Field>> {
  const { manager } = tx;
  const id = rowId(unitId);
  const found = await findForSecretariat(tx, MemberUnit, id, 'unitId');
  if (isRefused(found)) return found;
  const { allianceId } = found;
  // names are compared with the other units': whoever changes them waits
  const lost = await lockAsSecretariat(tx, allianceId, 'unitId');
  if (lost !== null) return lost;
  await lockUnits(manager, allianceId, [id]);
  const unit = await manager.findOneByOrFail(MemberUnit, { allianceId, id });
  const status = statusAfter(step, unit.status);
  if (status === null) return refuse('WRONG_STATE', 'membership.wrongStatus', 'unitId', { status: unit.status });
  const today = await todayIn(manager, allianceId, tx.now);
  const wrong = fault?.(unit, today) ?? null;
  if (wrong !== null) return wrong;
  if (step === 'admit') {
    const taken = await takenBy(manager, unit);
    if (taken !== null) return taken;
  }
  const statusReason = step === 'reinstate' || step === 'admit' ? null : cleaned(reason) || null;
  await manager.update(
    MemberUnit,
    { allianceId, id },
    {
      status: status as MembershipStatus,
      statusReason,
      version: unit.version + 1,
      ...(step === 'admit' ? { joinedOn: unit.joinedOn ?? today } : {}),
      ...(leftOn === undefined ? {} : { leftOn }),
    },
  );
  await changeRights(tx, unit);
  tx.audit({
    allianceId,
    action: `${step}Membership`,
    subject: globalId('unit', id),
    details: { from: unit.status, to: status, reason: cleaned(reason) || null },
  });
  await notify(tx, {
    allianceId,
    kind: 'MEMBERSHIP',
    key: `membership.${step}`,
    parameters: { unit: unit.name },
    subject: globalId('unit', id),
    personIds: await representativesOf(manager, allianceId, [id]),
  });
  return { memberUnit: id };
}

/** What a unit's people may do depends on the unit's status. */
async function changeRights(tx: WriteTransaction, { allianceId, id }: MemberUnit): Promise<void> {
  const people = await tx.manager.query<{ person: string }[]>(
    'select person_id as person from unit_roles where alliance_id = $1 and unit_id = $2',
    [allianceId, id],
  );
  for (const { person } of people) tx.accessChanged({ personId: person });
}

async function takenBy(manager: EntityManager, unit: MemberUnit): Promise<Refused<'unitId'> | null> {
  const [other] = await bearersOf(manager, unit.allianceId, unit, unit.id);
  if (other === undefined) return null;
  return refuse('CONFLICT', other.name === unit.name ? 'unit.nameTaken' : 'unit.creditCodeTaken', 'unitId');
}
