import { declareAccess, everyone } from '../../../platform/access/access';
import { Activity } from './activity.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    activity: Activity;
  }
}

declareAccess<Activity>(Activity, {
  id: 'activity',
  row: everyone,
  open: ['id', 'title', 'heldOn', 'base', 'project', 'units', 'attendance', 'crowded'],
});
