import { declareAccess, everyone, type Rule } from '../../../platform/access/access';
import { byMembers } from '../shared/rights';
import { Territory } from './territory.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    territory: Territory;
  }
}

/* Who sees what of territories: docs/visibility.md, "alliance, groups, territories". */

declareAccess<Territory>(Territory, {
  id: 'territory',
  row: everyone,
  open: ['id', 'level', 'name', 'parent', 'children', 'estateKind', 'households', 'convenor', 'liaison'],
  rules: { pairedUnits: byMembers as Rule<Territory> },
  concealed: { pairedUnits: [] },
});
