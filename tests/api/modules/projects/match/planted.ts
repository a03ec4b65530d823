import { newId } from '../../../../../src/platform/database/ids';
import { rowId } from '../../../../testkit/world/test-world';

interface OfAlliance {
  readonly id: string;
}

const common = (alliance: OfAlliance) => ({
  alliance_id: rowId(alliance.id),
  id: newId(),
  title: '义诊',
  category: 'HEALTH',
  created_at: new Date(),
  version: 1,
});

/** A row of `needs`, open and of no unit. */
export function needRow(alliance: OfAlliance, more: object = {}): Record<string, unknown> & { id: string } {
  return { ...common(alliance), status: 'OPEN', ...more };
}

/** A row of `resources`, one of it and available; of the unit that `more` names. */
export function resourceRow(alliance: OfAlliance, more: object): Record<string, unknown> & { id: string } {
  return { ...common(alliance), kind: 'SERVICE', quantity: 1, status: 'AVAILABLE', ...more };
}
