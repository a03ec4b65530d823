import { visibleAmong, findVisible } from '../../alliance/shared/authorisation';
import type { Authority } from '../../alliance/shared/authority';
import { notAllowed, notFound } from '../../alliance/shared/refusals';
import { Agreement } from '../../agreements/agreement/agreement.entity';
import { place, refuse, refusedFor, UserErrorCode, type Refusal, type Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { Need } from '../need/need.entity';
import { Resource } from '../resource/resource.entity';
import type { JointProject } from './project.entity';
import { boundUnits } from './project.queries';

type Key = Pick<JointProject, 'allianceId' | 'id'>;

/**
 * The two lists of what a project is linked to. A need is locked, since its status follows; a resource is kept from changing,
 * and may be linked to by others meanwhile.
 */
const LISTS = {
  needIds: {
    type: Need,
    table: 'needs',
    links: 'project_needs',
    column: 'need_id',
    lock: 'for no key update',
    gone: 'WITHDRAWN',
    goneKey: 'project.needWithdrawn',
  },
  resourceIds: {
    type: Resource,
    table: 'resources',
    links: 'project_resources',
    column: 'resource_id',
    lock: 'for share',
    gone: 'UNAVAILABLE',
    goneKey: 'project.resourceUnavailable',
  },
} as const;

type ListField = keyof typeof LISTS;

/** What changes in a list of links, by row id. */
export interface ChangedLinks {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * What an update's list changes, or what is wrong with it. Those that the sender may not see stay as they are: they cannot
 * have been left out.
 * @param project null for one that does not exist yet
 */
export async function changedLinks<Field extends ListField>(
  tx: WriteTransaction,
  allianceId: string,
  project: Key | null,
  field: Field,
  globalIds: readonly string[] | null | undefined,
): Promise<ChangedLinks | Refused<Field>> {
  if (globalIds === undefined) return { added: [], removed: [] };
  const { manager } = tx;
  const { table, links, column, lock, gone, goneKey } = LISTS[field];
  const wanted = (globalIds ?? []).map(rowId);
  const linked =
    project === null
      ? []
      : (
          await manager.query<{ id: string }[]>(
            `select ${column} as id from ${links} where alliance_id = $1 and project_id = $2`,
            [allianceId, project.id],
          )
        ).map(({ id }) => id);
  const rows = await manager.query<{ id: string; status: string }[]>(
    `select id, status from ${table} where alliance_id = $1 and id = any($2) order by id ${lock}`,
    [allianceId, [...new Set([...linked, ...wanted])]],
  );
  const visible = await visibleAmong<Need | Resource>(
    tx,
    LISTS[field].type,
    rows.map(({ id }) => id),
  );
  const refusals = wanted.flatMap((id, index): Refusal<Field>[] => {
    if (linked.includes(id)) return [];
    const path = place(field, index);
    const row = rows.find((each) => each.id === id);
    if (row === undefined || !visible.has(id)) return [{ code: UserErrorCode.NOT_FOUND, key: 'input.notFound', path }];
    return row.status === gone ? [{ code: UserErrorCode.WRONG_STATE, key: goneKey, path }] : [];
  });
  return (
    refusedFor(refusals) ?? {
      added: [...new Set(wanted)].filter((id) => !linked.includes(id)),
      removed: linked.filter((id) => visible.has(id) && !wanted.includes(id)),
    }
  );
}

export async function writeLinks(
  { manager }: WriteTransaction,
  { allianceId, id }: Key,
  field: ListField,
  { added, removed }: ChangedLinks,
): Promise<void> {
  const { links, column } = LISTS[field];
  if (removed.length > 0)
    await manager.query(`delete from ${links} where alliance_id = $1 and project_id = $2 and ${column} = any($3)`, [
      allianceId,
      id,
      removed,
    ]);
  if (added.length > 0)
    await manager.query(`insert into ${links} (alliance_id, project_id, ${column}) select $1, $2, unnest($3::uuid[])`, [
      allianceId,
      id,
      added,
    ]);
}

/**
 * An agreement that a project may carry out: signed by all and not over, named by one of those that it binds or by the
 * secretariat.
 */
export async function agreementFor(
  tx: WriteTransaction,
  allianceId: string,
  authority: Authority,
  id: string,
): Promise<Agreement | Refused<'agreementId'>> {
  const agreement = await findVisible(tx, Agreement, id);
  if (agreement?.allianceId !== allianceId) return notFound('agreementId');
  if (!authority.isSecretariat(allianceId)) {
    const bound = await boundUnits(tx.manager, allianceId, id);
    if (!bound.some((unit) => authority.actsForUnit(allianceId, unit))) return notAllowed('agreementId');
  }
  const { status } = agreement;
  return status === 'SIGNED' || status === 'ACTIVE'
    ? agreement
    : refuse('WRONG_STATE', 'agreement.wrongStatus', 'agreementId', { status });
}
