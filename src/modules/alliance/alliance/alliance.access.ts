import { declareAccess, everyone } from '../../../platform/access/access';
import { sql } from '../../../platform/database/sql';
import { secretariatOf } from '../shared/rights';
import { Alliance } from './alliance.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    alliance: Alliance;
  }
}

/* Who sees what of the alliance: docs/visibility.md, "alliance, groups, territories". */

declareAccess<Alliance>(Alliance, {
  id: 'alliance',
  row: everyone,
  open: [
    'id',
    'slug',
    'name',
    'motto',
    'foundedOn',
    'timeZone',
    'territories',
    'sectorGroups',
    'areaGroups',
    'secretariat',
    'memberUnits',
    'version',
  ],
  rules: {
    people: (alliance) => sql`${alliance.id} = any(${secretariatOf})`,
    auditEntries: (alliance) => sql`${alliance.id} = any(${secretariatOf})`,
  },
});
