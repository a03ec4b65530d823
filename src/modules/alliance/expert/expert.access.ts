import { declareAccess, everyone, extendAccess } from '../../../platform/access/access';
import { Alliance } from '../alliance/alliance.entity';
import { Expert, ThinkTank } from './expert.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    thinktank: ThinkTank;
    expert: Expert;
  }
}

declareAccess<Alliance>(ThinkTank, {
  id: 'thinktank',
  source: () => Alliance,
  row: everyone,
  open: ['id', 'name', 'experts'],
});

declareAccess<Expert>(Expert, {
  id: 'expert',
  row: everyone,
  open: ['id', 'person', 'title', 'unit', 'fields', 'since', 'until'],
});

extendAccess(Alliance, { open: ['thinkTank'] });
