import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { memberUnits, unitsInSector } from '../member-unit/member-unit.fields';
import { holder } from '../shared/office-holder';
import { AreaGroup, SectorGroup } from './group.entity';

declareFields(SectorGroup, (field) => ({
  convenor: holder(field, 'CONVENOR', 'sector_group_id'),
  liaison: holder(field, 'LIAISON', 'sector_group_id'),
  memberUnits: field.connection(() => MemberUnit, {
    ...memberUnits,
    on: (unit, group) => sql`${unit.allianceId} = ${group.allianceId}`,
    linked: { ids: (group) => unitsInSector(group.id) },
    description: 'Its units, by name (成员单位).',
  }),
}));

declareFields(AreaGroup, (field) => ({
  convenor: holder(field, 'CONVENOR', 'area_group_id'),
  liaison: holder(field, 'LIAISON', 'area_group_id'),
  memberUnits: field.connection(() => MemberUnit, {
    ...memberUnits,
    by: 'areaGroup',
    description: 'Its units, by name (成员单位).',
  }),
}));
