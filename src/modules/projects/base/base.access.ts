import { declareAccess, everyone, extendAccess } from '../../../platform/access/access';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { Base } from './base.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    base: Base;
  }
}

declareAccess<Base>(Base, {
  id: 'base',
  row: everyone,
  open: ['id', 'name', 'purpose', 'territory', 'hosts', 'activities'],
});

extendAccess(Alliance, { open: ['bases'] });
