import { Agreement } from '../../agreements/agreement/agreement.entity';
import { visibleAmong } from '../../alliance/shared/authorisation';
import { notFound } from '../../alliance/shared/refusals';
import { Need } from '../../projects/need/need.entity';
import { JointProject } from '../../projects/project/project.entity';
import { parseGlobalId } from '../../../platform/database/ids';
import { query } from '../../../platform/writes/statements';
import type { Place, Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { Item } from './agenda-difference.rules';

export type Subject = Pick<Item, 'agreementId' | 'projectId' | 'needId'>;

export const NO_SUBJECT: Subject = { agreementId: null, projectId: null, needId: null };

/** What an input names as an item's subject; its id has been looked at. */
export function subjectOf(subjectId: string | null | undefined): Subject {
  const parsed = parseGlobalId(subjectId);
  if (parsed === null) return NO_SUBJECT;
  const { prefix, id } = parsed;
  return {
    agreementId: prefix === 'agreement' ? id : null,
    projectId: prefix === 'project' ? id : null,
    needId: prefix === 'need' ? id : null,
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
  ] as const) {
    const ids = wanted.flatMap((each) => each[property] ?? []);
    if (ids.length === 0) continue;
    const here = await query<{ id: string }>(
      tx.manager,
      `select id from ${table} where alliance_id = $1 and id = any($2)`,
      [allianceId, ids],
    );
    const seen = await visibleAmong<Agreement | JointProject | Need>(
      tx,
      type,
      here.map(({ id }) => id),
    );
    const missing = wanted.find((each) => each[property] !== null && !seen.has(each[property]));
    if (missing !== undefined) return notFound(missing.path);
  }
  return null;
}
