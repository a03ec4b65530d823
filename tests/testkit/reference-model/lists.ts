import { anyone, either, EMPTY_PAGE, members, secretariat, seenBy, type ModuleModel, type Sees } from './model';
import { ascending, byNumber, column, latest, pageOf, pairedRows, time, to } from './reads';
import type { Row, Rows } from './rows';

/*
 * need, resource: not WITHDRAWN / UNAVAILABLE | all but sources | all | the rest: the unit's people, secretariat
 * booking | time and status | and unit | borrower: both units, secretariat
 * list rounds: secretariat, and each unit its own
 */

const unitsPeople: Sees = (who, row) => who.isOfUnit(row['unit_id']);
const listed =
  (off: string): Sees =>
  (who, row, rows) =>
    row['status'] !== off || either(unitsPeople, secretariat)(who, row, rows);
const seesResource = listed('UNAVAILABLE');

const bothUnits: Sees = (who, booking, rows) =>
  either(unitsPeople, secretariat)(who, booking, rows) ||
  who.isOfUnit(rows.byId('resources', booking['resource_id'])?.['unit_id']);

/** A list of an alliance and of a unit. */
const page = (type: string, table: string) =>
  ({
    alliance: pageOf(type, table, 'alliance_id', latest('created_at')),
    unit: pageOf(type, table, 'unit_id', latest('created_at')),
  }) as const;
const needs = page('Need', 'needs');
const resources = page('Resource', 'resources');

/** A place, and all that it lies in. */
function lineOf(territory: unknown, rows: Rows): unknown[] {
  const place = rows.byId('territories', territory);
  return place === null ? [] : [place['id'], ...lineOf(place['parent_id'], rows)];
}

/** Open needs by place and category where nothing is offered: there, around it, or anywhere. */
function gaps(allianceId: unknown, rows: Rows): Row[] {
  const open = rows.where('needs', { alliance_id: allianceId, status: 'OPEN' });
  const offered = rows.where('resources', { alliance_id: allianceId, status: 'AVAILABLE' });
  const counted = new Map<string, { territory_id: unknown; category: unknown; open_needs: number }>();
  for (const { territory_id, category } of open) {
    const places = [null, ...lineOf(territory_id, rows)];
    const covered = offered.some(
      (each) => each['category'] === category && (territory_id === null || places.includes(each['territory_id'])),
    );
    const key = `${String(category)} ${String(territory_id)}`;
    const known = counted.get(key)?.open_needs ?? 0;
    if (!covered) counted.set(key, { territory_id, category, open_needs: known + 1 });
  }
  return [...counted.values()]
    .map((gap): Row => ({ ...gap, alliance_id: allianceId }))
    .sort((one, other) => byNumber('open_needs')(other, one) || ascending(one['category'], other['category']));
}

export const lists: ModuleModel = {
  types: {
    Need: {
      table: 'needs',
      prefix: 'need',
      object: listed('WITHDRAWN'),
      fields: seenBy(anyone, {
        title: column('title'),
        description: column('description'),
        category: column('category'),
        quantity: column('quantity'),
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        territory: to('Territory', 'territories', 'territory_id'),
        status: column('status'),
        neededBy: column('needed_by'),
        projects: (row, look) =>
          look.list(
            'JointProject',
            pairedRows(row, look, 'joint_projects', 'project_needs', 'need_id', 'project_id').sort(
              latest('created_at'),
            ),
          ),
        version: column('version'),
        updatedAt: time('updated_at'),
      }),
    },
    Resource: {
      table: 'resources',
      prefix: 'resource',
      object: seesResource,
      fields: seenBy(anyone, {
        title: column('title'),
        description: column('description'),
        category: column('category'),
        kind: column('kind'),
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        provider: column('provider'),
        territory: to('Territory', 'territories', 'territory_id'),
        capacity: column('capacity'),
        quantity: column('quantity'),
        availableFrom: column('available_from'),
        availableUntil: column('available_until'),
        status: column('status'),
        bookings: (row, look, { from, to: until }) =>
          look.list(
            'Booking',
            look.rows
              .where('bookings', { resource_id: row['id'] })
              .filter(
                (each) =>
                  Date.parse(String(each['ends_at'])) > Date.parse(String(from)) &&
                  Date.parse(String(each['starts_at'])) < Date.parse(String(until)),
              )
              .sort((one, other) => ascending(one['starts_at'], other['starts_at'])),
          ),
        version: column('version'),
        updatedAt: time('updated_at'),
      }),
    },
    Booking: {
      table: 'bookings',
      prefix: 'booking',
      // no more open than what is booked
      object: (who, booking, rows) => {
        const resource = rows.byId('resources', booking['resource_id']);
        return resource !== null && seesResource(who, resource, rows);
      },
      fields: {
        ...seenBy(anyone, {
          resource: to('Resource', 'resources', 'resource_id'),
          from: time('starts_at'),
          until: time('ends_at'),
          status: column('status'),
          late: (booking, { rows }) =>
            booking['status'] === 'CONFIRMED' &&
            Date.parse(String(booking['ends_at'])) <= Date.now() &&
            ['GOODS', 'FACILITY', 'TECHNOLOGY'].includes(
              String(rows.byId('resources', booking['resource_id'])?.['kind']),
            ),
        }),
        ...seenBy(either(members, bothUnits), {
          unit: to('MemberUnit', 'member_units', 'unit_id'),
          project: to('JointProject', 'joint_projects', 'project_id'),
        }),
        ...seenBy(bothUnits, { borrower: column('borrower'), returnedAt: time('returned_at') }),
      },
    },
    ListGap: {
      table: 'needs',
      object: members,
      fields: seenBy(anyone, {
        territory: to('Territory', 'territories', 'territory_id'),
        category: column('category'),
        openNeeds: column('open_needs'),
      }),
    },
    ListRound: {
      table: 'list_rounds',
      prefix: 'listRound',
      object: (who, round, rows) =>
        secretariat(who, round, rows) ||
        rows
          .where('list_round_units', { round_id: round['id'] })
          .some((asked) => who.isOfCurrentUnit(asked['unit_id'])),
      fields: seenBy(anyone, {
        sentOn: column('sent_on'),
        dueOn: column('due_on'),
        outstanding: (round, look) =>
          look.rows
            .where('list_round_units', { round_id: round['id'], answered_at: null })
            .map((asked) => look.rows.byId('member_units', asked['unit_id']))
            .filter((unit) => unit?.['status'] === 'ACTIVE')
            .filter((unit) => secretariat(look.who, round, look.rows) || look.who.isOfCurrentUnit(unit?.['id']))
            .sort((one, other) => ascending(one?.['id'], other?.['id']))
            .flatMap((unit) => look.own('MemberUnit', unit) ?? []),
      }),
    },
  },
  extensions: {
    Alliance: {
      fields: {
        ...seenBy(anyone, { needs: needs.alliance, resources: resources.alliance }),
        ...seenBy((who, alliance) => who.isMember(alliance['id']), {
          listRounds: (row, look) =>
            look.list(
              'ListRound',
              look.rows.where('list_rounds', { alliance_id: row['id'] }).sort(latest('created_at')),
            ),
          listGaps: (row, look) => look.list('ListGap', gaps(row['id'], look.rows)),
        }),
      },
    },
    MemberUnit: {
      fields: seenBy(anyone, { needs: needs.unit, resources: resources.unit }),
      concealed: { needs: EMPTY_PAGE, resources: EMPTY_PAGE },
    },
  },
};
