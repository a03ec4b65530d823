import type { Look } from './look';
import { plainRanking, plainScore, type PlainLists, type PlainUnit } from './matches';
import { anyone, either, secretariat, seenBy, type Arguments, type ModuleModel, type Sees } from './model';
import { column, to } from './reads';
import type { Row, Rows } from './rows';

/*
 * need, resource | … | matches: the unit's people, secretariat
 * opportunities: the unit's people until it leaves, secretariat; while they are open
 */

const unitsPeople: Sees = (who, row) => who.isOfUnit(row['unit_id']);

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Whether a unit's entries are matched: those of active units, and the alliance's own. */
const isActive = (rows: Rows, unitId: unknown): boolean =>
  unitId === null || rows.byId('member_units', unitId)?.['status'] === 'ACTIVE';

/** The lists of an alliance, as far as they are matched. */
function listsOf(rows: Rows, allianceId: unknown): PlainLists {
  const of = { alliance_id: allianceId };
  const zone = String(rows.byId('alliances', allianceId)?.['time_zone']);
  const entry = (row: Row) => ({
    id: String(row['id']),
    title: String(row['title']),
    description: text(row['description']),
    category: String(row['category']),
    unitId: text(row['unit_id']),
    territoryId: text(row['territory_id']),
  });
  const isOut = (booking: Row): boolean =>
    ['REQUESTED', 'CONFIRMED'].includes(String(booking['status'])) &&
    Date.parse(String(booking['ends_at'])) > Date.now();
  return {
    today: new Date().toLocaleDateString('sv-SE', { timeZone: zone }),
    needs: rows
      .where('needs', of)
      .filter((need) => ['OPEN', 'MATCHED'].includes(String(need['status'])) && isActive(rows, need['unit_id']))
      .map((need) => ({
        ...entry(need),
        neededBy: text(need['needed_by']),
        quantity: numberOr(need['quantity']),
      })),
    resources: rows
      .where('resources', { ...of, status: 'AVAILABLE' })
      .filter((resource) => isActive(rows, resource['unit_id']))
      .map((resource) => ({
        ...entry(resource),
        provider: text(resource['provider']),
        availableFrom: text(resource['available_from']),
        availableUntil: text(resource['available_until']),
        quantity: Number(resource['quantity']),
        booked: new Set(
          rows
            .where('bookings', { resource_id: resource['id'] })
            .filter(isOut)
            .map((booking) => booking['slot']),
        ).size,
      })),
    units: new Map(rows.where('member_units', of).map((unit) => [String(unit['id']), unitOf(rows, unit)])),
    parents: new Map(rows.where('territories', of).map((each) => [String(each['id']), text(each['parent_id'])])),
  };
}

function unitOf(rows: Rows, unit: Row): PlainUnit {
  const part = rows.where('project_participants', { unit_id: unit['id'] }).map((each) => each['project_id']);
  const completed = rows
    .where('joint_projects')
    .filter(({ status }) => status === 'COMPLETED' || status === 'EVALUATED')
    .filter((project) => project['lead_unit_id'] === unit['id'] || part.includes(project['id']));
  const parties = rows.where('agreement_parties', { unit_id: unit['id'] }).map(({ id }) => id);
  const fulfilled = rows
    .where('commitments', { status: 'FULFILLED' })
    .filter((commitment) => parties.includes(commitment['party_id']));
  return {
    territoryId: text(unit['territory_id']),
    areaGroupId: text(unit['area_group_id']),
    kept: completed.length + fulfilled.length,
  };
}

function matchesOfNeed(row: Row, look: Look, { first }: Arguments): unknown {
  const lists = listsOf(look.rows, row['alliance_id']);
  const need = lists.needs.find(({ id }) => id === row['id']);
  const best = need === undefined ? [] : plainRanking(lists.resources, (resource) => plainScore(lists, need, resource));
  const matches = best.slice(0, Number(first)).map(({ id, score }) => ({ need_id: row['id'], resource_id: id, score }));
  return look.list('Match', matches);
}

function matchesOfResource(row: Row, look: Look, { first }: Arguments): unknown {
  const lists = listsOf(look.rows, row['alliance_id']);
  const resource = lists.resources.find(({ id }) => id === row['id']);
  const best = resource === undefined ? [] : plainRanking(lists.needs, (need) => plainScore(lists, need, resource));
  const matches = best.slice(0, Number(first)).map(({ id, score }) => ({ need_id: id, resource_id: row['id'], score }));
  return look.list('Match', matches);
}

export const matching: ModuleModel = {
  types: {
    Match: {
      table: 'matches',
      object: anyone,
      fields: seenBy(anyone, {
        need: to('Need', 'needs', 'need_id'),
        resource: to('Resource', 'resources', 'resource_id'),
        score: column('score'),
        // in words, which have tests of their own
        reasons: () => [],
      }),
    },
    Opportunity: {
      table: 'opportunities',
      object: (who, opportunity, rows) =>
        (who.isOfCurrentUnit(opportunity['unit_id']) || who.isSecretariat(opportunity['alliance_id'])) &&
        (['OPEN', 'MATCHED'].includes(String(rows.byId('needs', opportunity['need_id'])?.['status'])) ||
          rows.byId('joint_projects', opportunity['project_id'])?.['status'] === 'POSTED'),
      fields: seenBy(anyone, {
        cursor: () => 'cursor',
        subject: (row, look) =>
          look.own('Need', look.rows.byId('needs', row['need_id'])) ??
          look.own('JointProject', look.rows.byId('joint_projects', row['project_id'])),
        reasons: () => [],
      }),
    },
  },
  extensions: {
    Need: { fields: seenBy(either(unitsPeople, secretariat), { matches: matchesOfNeed }) },
    Resource: { fields: seenBy(either(unitsPeople, secretariat), { matches: matchesOfResource }) },
  },
};
