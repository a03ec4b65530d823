import { viewerParameters, type Rights } from '../../modules/alliance';
import type { Viewer } from '../../platform/access/viewer';
import { newId } from '../../platform/database/ids';
import { isRefused, type Refused } from '../../platform/writes/outcome';
import type { WriteTransaction } from '../../platform/writes/transaction';

/** The demo's accounts, and the names of their people. */
export const ACCOUNTS = {
  secretariat: '许秘书',
  organiser: '何组织',
  convenor: '罗召集',
  host: '程主任',
  'unit-1': '褚明',
  'staff-1': '林干事',
  'unit-2': '李志强',
  expert: '方教授',
  dispatcher: '尹调度',
  administrator: '系统管理员',
} as const;
export type DemoAccount = keyof typeof ACCOUNTS;

/** The demo alliance's people, groups and territories. */
export interface DemoWorld {
  readonly allianceId: string;
  readonly people: Readonly<Record<DemoAccount, string>>;
  readonly sectors: ReadonlyMap<string, string>;
  readonly areas: ReadonlyMap<string, string>;
  readonly communities: ReadonlyMap<string, string>;
}

/** The same transaction with a viewer of these rights, and optionally at another moment. */
export function as(tx: WriteTransaction, rights: Rights, now: Date = tx.now): WriteTransaction {
  const viewer: Viewer = {
    personId: rights.personId,
    credential: { kind: 'session', sessionId: newId() },
    expiresAt: null,
    rightsAsOf: null,
    parameters: viewerParameters(rights),
    rights,
  };
  return Object.assign(Object.create(tx) as WriteTransaction, { viewer, now });
}

/** A service's answer; a refusal is a fault of the demo's data. */
export async function done<P extends object>(answer: Promise<P | Refused>): Promise<P> {
  const value = await answer;
  if (isRefused(value)) throw new Error(`the demo was refused: ${JSON.stringify(value.refusals)}`);
  return value;
}
