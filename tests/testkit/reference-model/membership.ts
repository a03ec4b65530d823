import { column, connection, latest, type Field } from './look';
import type { Table } from './rows';

/** Types of memberships and of what units and alliances are judged by. Figures are told by tests of their own. */
export const membershipTypes: Readonly<Record<string, { readonly table: Table; readonly prefix?: string }>> = {
  Visit: { table: 'visits', prefix: 'visit' },
  AllianceReport: { table: 'alliances' },
  UnitAssessment: { table: 'member_units' },
};

export const membershipFields: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Visit: { visitedOn: column('visited_on'), visitor: column('visitor'), note: column('note') },
  AllianceReport: {},
  UnitAssessment: {},
};

/** What a unit shows of its membership. */
export const unitMembershipFields: Readonly<Record<string, Field>> = {
  statusReason: column('status_reason'),
  visits: connection('Visit', (row, { rows }) => rows.where('visits', { unit_id: row['id'] }), latest('visited_on')),
};
