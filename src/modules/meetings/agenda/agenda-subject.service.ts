import { Agreement } from '../../agreements/agreement/agreement.entity';
import { visibleAmong } from '../../alliance/shared/authorisation';
import { notFound } from '../../alliance/shared/refusals';
import { Need } from '../../projects/need/need.entity';
import { JointProject } from '../../projects/project/project.entity';
import { globalId, parseGlobalId } from '../../../platform/database/ids';
import { query } from '../../../platform/writes/statements';
import type { Place, Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { Consultation } from '../consultation/consultation.entity';
import { recordChange } from '../meeting/meeting-changes.service';
import { lockMeetingRow } from '../meeting/meeting.queries';
import { isOver } from '../meeting/meeting.rules';
import type { Item } from './agenda-difference.rules';
import { itemsAbout, type FollowedSubject } from './agenda-subject.queries';

export type Subject = Pick<Item, 'agreementId' | 'projectId' | 'needId' | 'consultationId'>;

export const NO_SUBJECT: Subject = { agreementId: null, projectId: null, needId: null, consultationId: null };

/** What an input names as an item's subject; its id has been looked at. */
export function subjectOf(subjectId: string | null | undefined): Subject {
  const parsed = parseGlobalId(subjectId);
  if (parsed === null) return NO_SUBJECT;
  const { prefix, id } = parsed;
  return {
    agreementId: prefix === 'agreement' ? id : null,
    projectId: prefix === 'project' ? id : null,
    needId: prefix === 'need' ? id : null,
    consultationId: prefix === 'consultation' ? id : null,
  };
}

/** Where an input names a subject. */
export interface NamedSubject<Field extends string> {
  readonly subjectId: string | null | undefined;
  readonly path: Place<Field>;
}

/** Refuses subjects that the sender may not see, or that are of another alliance; null when there are none. */
export async function subjectsFault<Field extends string>(
  tx: WriteTransaction,
  allianceId: string,
  named: readonly NamedSubject<Field>[],
): Promise<Refused<Field> | null> {
  const wanted = named.map(({ subjectId, path }) => ({ path, ...subjectOf(subjectId) }));
  for (const [type, property, table] of [
    [Agreement, 'agreementId', 'agreements'],
    [JointProject, 'projectId', 'joint_projects'],
    [Need, 'needId', 'needs'],
    [Consultation, 'consultationId', 'consultations'],
  ] as const) {
    const ids = wanted.flatMap((each) => each[property] ?? []);
    if (ids.length === 0) continue;
    const here = await query<{ id: string }>(
      tx.manager,
      `select id from ${table} where alliance_id = $1 and id = any($2)`,
      [allianceId, ids],
    );
    const seen = await visibleAmong<Agreement | JointProject | Need | Consultation>(
      tx,
      type,
      here.map(({ id }) => id),
    );
    const missing = wanted.find((each) => each[property] !== null && !seen.has(each[property]));
    if (missing !== undefined) return notFound(missing.path);
  }
  return null;
}

/** Makes a step of a subject a change of the agenda items that are about it, for those who see it. */
export async function followSubject(
  tx: WriteTransaction,
  allianceId: string,
  kind: FollowedSubject,
  id: string,
): Promise<void> {
  const items = await itemsAbout(tx.manager, allianceId, kind, id);
  for (const meetingId of new Set(items.map((item) => item.meetingId))) {
    const meeting = await lockMeetingRow(tx, { meetingId });
    if (meeting === null || isOver(meeting.status)) continue;
    const own = items.filter((item) => item.meetingId === meetingId);
    recordChange(tx, meeting, {
      action: FOLLOWING[kind],
      details: { [kind]: globalId(kind, id), items: own.map((item) => globalId('item', item.id)) },
      event: { subjects: own.map((item) => ({ id: item.id })) },
    });
  }
}

const FOLLOWING: Readonly<Record<FollowedSubject, string>> = {
  agreement: 'followAgreement',
  consultation: 'followConsultation',
};
