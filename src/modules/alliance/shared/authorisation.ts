import { accessOf, type Class } from '../../../platform/access/access';
import { viewerValue } from '../../../platform/access/viewer';
import { render, sql, type Parameter } from '../../../platform/database/sql';
import { columnOf } from '../../../platform/reads/json';
import { Aliases, Scope } from '../../../platform/reads/scope';
import type { Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { Alliance, type AllianceRow } from '../alliance/alliance.entity';
import { lockAlliance } from '../alliance/alliance.queries';
import { Authority } from './authority';
import { notFound, unlessMay } from './refusals';

type Transaction = Pick<WriteTransaction, 'manager' | 'viewer'>;

const wanted: Parameter = { source: 'bound', name: 'id', type: 'uuid' };

/** The object with this row id, if the viewer may see it in its own right, by the same rule as reads. */
export async function findVisible<E extends Alliance | AllianceRow>(
  { manager, viewer }: Transaction,
  type: Class<E> & (new () => E),
  id: string,
): Promise<E | null> {
  const access = accessOf(type);
  if (access === undefined) throw new Error(`access to ${type.name} is not declared`);
  const scope = new Scope(new Aliases(), manager.dataSource.getMetadata(type), access, true);
  // the rule comes first, since it decides what is joined
  const rule = scope.rule();
  const { text, parameters } = render(
    sql`
      select
      from ${scope.from()}
      where ${columnOf(scope, 'id')} = ${wanted}
        and (${rule})`,
  );
  const values = parameters.map((parameter) => (parameter.source === 'viewer' ? viewerValue(viewer, parameter) : id));
  const seen = await manager.query<unknown[]>(text, values);
  return seen.length === 0
    ? null
    : (manager.getRepository<Alliance | AllianceRow>(type).findOneBy({ id }) as Promise<E | null>);
}

/**
 * Refuses whoever is not of the alliance's secretariat (秘书处); null for those who are.
 * @param field the input's field that names the alliance, or what belongs to it
 */
export async function unlessSecretariat<Field extends string>(
  tx: Transaction,
  allianceId: string,
  field: Field,
): Promise<Refused<Field> | null> {
  const refused = unlessMay(new Authority(tx.viewer), (authority) => authority.isSecretariat(allianceId));
  return refused !== null && (await findVisible(tx, Alliance, allianceId)) === null ? notFound(field) : refused;
}

/** Locks what belongs to the alliance as a whole, then refuses whoever is no longer of its secretariat. */
export async function lockAsSecretariat<Field extends string>(
  tx: WriteTransaction,
  allianceId: string,
  field: Field,
): Promise<Refused<Field> | null> {
  await lockAlliance(tx.manager, allianceId);
  return unlessSecretariat(tx, allianceId, field);
}

/**
 * An object that its alliance's secretariat may change; or why the viewer may not.
 * @param field the input's field that names the object
 */
export async function findForSecretariat<E extends AllianceRow, Field extends string>(
  tx: Transaction,
  type: Class<E> & (new () => E),
  id: string,
  field: Field,
): Promise<E | Refused<Field>> {
  const found = await findVisible(tx, type, id);
  if (found === null) return notFound(field);
  return unlessMay(new Authority(tx.viewer), (authority) => authority.isSecretariat(found.allianceId)) ?? found;
}
