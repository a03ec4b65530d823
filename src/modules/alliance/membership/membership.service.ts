import type { EntityManager } from 'typeorm';
import { globalId, newId } from '../../../platform/database/ids';
import { refusing, type IdentityRequest } from '../../../platform/identity';
import { newSecret, SecretKind } from '../../../platform/identity/secrets';
import { notify } from '../../../platform/notifications';
import { isRefused, refuse, type Outcome, type Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { Alliance } from '../alliance/alliance.entity';
import { todayIn } from '../alliance/alliance.queries';
import { MemberUnit, MembershipStatus } from '../member-unit/member-unit.entity';
import { bearersOf, insertUnits, lockUnits } from '../member-unit/member-unit.queries';
import { contactsOf } from '../member-unit/member-unit.rules';
import type {
  ApplyForMembershipInput,
  EndMembershipInput,
  RecordVisitInput,
  ReinstateMembershipInput,
  ReviewMembershipInput,
  SuspendMembershipInput,
} from './membership.inputs';
import { endFault, statusAfter, type MembershipStep } from './membership.rules';
import { notFound } from '../shared/refusals';
import { receipt } from '../shared/rights';
import { representativesOf, secretariat } from '../role/role.queries';
import { cleanText } from '../shared/roster';
import { Visit } from '../visit/visit.entity';
import { findForSecretariat, findVisible, lockAsSecretariat } from '../shared/visible';

type UnitOutcome = Promise<Outcome<{ memberUnit: string }>>;

/** Applies for membership (入会申请): anybody may, so many times from one address. The receipt is handed out once. */
export async function applyForMembership(request: IdentityRequest, input: ApplyForMembershipInput): Promise<unknown> {
  const limited = await request.identity.limits.attempt(request.origin.address).submitting();
  return request.perform(limited === null ? apply : refusing(limited), input);
}

/**
 * What hidden units there are, or whether one bears the same name, an applicant is not told: that is for the review to
 * find.
 */
async function apply(
  tx: WriteTransaction,
  input: ApplyForMembershipInput,
): Promise<Outcome<{ memberUnit: string; receipt: string }>> {
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
}

/** Decides on an application (审核). By the secretariat. */
export async function reviewMembership(tx: WriteTransaction, input: ReviewMembershipInput): UnitOutcome {
  return take(tx, input.admit ? 'admit' : 'decline', input.memberUnitId, { reason: input.reason });
}

/** Ends a membership (退出). By the secretariat; its people keep what concerns its past. */
export async function endMembership(tx: WriteTransaction, input: EndMembershipInput): UnitOutcome {
  return take(tx, 'end', input.memberUnitId, { reason: input.reason, leftOn: input.leftOn });
}

/** Suspends a membership (暂停). By the secretariat. */
export async function suspendMembership(tx: WriteTransaction, input: SuspendMembershipInput): UnitOutcome {
  return take(tx, 'suspend', input.memberUnitId, { reason: input.reason });
}

/** Takes a suspension back (恢复). By the secretariat. */
export async function reinstateMembership(tx: WriteTransaction, input: ReinstateMembershipInput): UnitOutcome {
  return take(tx, 'reinstate', input.memberUnitId, {});
}

interface Given {
  readonly reason?: string | null | undefined;
  readonly leftOn?: string;
}

async function take(
  tx: WriteTransaction,
  step: MembershipStep,
  memberUnitId: string,
  { reason, leftOn }: Given,
): UnitOutcome {
  const { manager } = tx;
  const id = rowId(memberUnitId);
  const found = await findForSecretariat(tx, MemberUnit, id, 'memberUnitId');
  if (isRefused(found)) return found;
  const { allianceId } = found;
  // names are compared with the other units': whoever changes them waits
  const lost = await lockAsSecretariat(tx, allianceId);
  if (lost !== null) return lost;
  await lockUnits(manager, allianceId, [id]);
  const unit = await manager.findOneByOrFail(MemberUnit, { allianceId, id });
  const status = statusAfter(step, unit.status);
  if (status === null) return refuse('WRONG_STATE', 'membership.wrongStatus', 'memberUnitId', { status: unit.status });
  const today = await todayIn(manager, allianceId, tx.now);
  const fault = leftOn === undefined ? null : endFault(leftOn, unit.joinedOn, today);
  if (fault !== null) return refuse('INVALID', fault, 'leftOn');
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

/** What its people may do hangs on the unit's status. */
async function changeRights(tx: WriteTransaction, { allianceId, id }: MemberUnit): Promise<void> {
  const people = await tx.manager.query<{ person: string }[]>(
    'select person_id as person from unit_roles where alliance_id = $1 and unit_id = $2',
    [allianceId, id],
  );
  for (const { person } of people) tx.accessChanged({ personId: person });
}

async function takenBy(manager: EntityManager, unit: MemberUnit): Promise<Refused | null> {
  const [other] = await bearersOf(manager, unit.allianceId, unit, unit.id);
  if (other === undefined) return null;
  return refuse('CONFLICT', other.name === unit.name ? 'unit.nameTaken' : 'unit.creditCodeTaken', 'memberUnitId');
}

/** Records a visit to a unit (走访). By the secretariat. */
export async function recordVisit(tx: WriteTransaction, input: RecordVisitInput): UnitOutcome {
  const id = rowId(input.unitId);
  const unit = await findForSecretariat(tx, MemberUnit, id, 'unitId');
  if (isRefused(unit)) return unit;
  const { allianceId, status } = unit;
  if (status !== MembershipStatus.ACTIVE && status !== MembershipStatus.SUSPENDED)
    return refuse('WRONG_STATE', 'membership.wrongStatus', 'unitId', { status });
  if (input.visitedOn > (await todayIn(tx.manager, allianceId, tx.now)))
    return refuse('INVALID', 'membership.visitInFuture', 'visitedOn');
  const visit = {
    allianceId,
    id: newId(),
    unitId: id,
    visitedOn: input.visitedOn,
    visitor: cleanText(input.visitor),
    note: cleaned(input.note) || null,
  };
  await tx.manager.insert(Visit, visit);
  tx.audit({
    allianceId,
    action: 'recordVisit',
    subject: globalId('unit', id),
    details: { visit: globalId('visit', visit.id), visitedOn: visit.visitedOn },
  });
  return { memberUnit: id };
}
