import { declareAccess, everyone } from '../../../platform/access/access';
import { AreaGroup, SectorGroup } from './group.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    sector: SectorGroup;
    area: AreaGroup;
  }
}

/* Who sees what of groups: docs/visibility.md, "alliance, groups, territories". */

declareAccess<SectorGroup>(SectorGroup, {
  id: 'sector',
  row: everyone,
  open: ['id', 'alliance', 'name', 'purpose', 'convenor', 'liaison', 'memberUnits'],
});

declareAccess<AreaGroup>(AreaGroup, {
  id: 'area',
  row: everyone,
  open: ['id', 'alliance', 'name', 'territory', 'convenor', 'liaison', 'memberUnits'],
});
