import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { AuditLog } from '../../platform/audit';
import { readCheckpoint } from '../../platform/audit/checkpoint.rules';
import { poolsOf, type Connections } from '../../platform/database/connections';
import { poolOf } from '../../platform/database/data-source';
import { poolName, type Pulse } from '../../platform/database/pulse';
import type { Figure } from '../../platform/observability/metrics';
import { TIMED_WORK_AGE } from '../../platform/timed-work';
import type { Live } from '../transport/live';
import type { WebSocketTransport } from '../transport/websocket';
import type { Background } from './background';

/** What is looked up in the database may take so long, of a scrape's ten seconds. */
const PATIENCE_MS = 2_000;

interface Watched {
  readonly connections: Connections;
  readonly pulse: Pulse;
  readonly sockets: WebSocketTransport;
  readonly live: Live;
  readonly background: Background;
  readonly auditLog: AuditLog;
  readonly version: string;
}

/** What a server knows of itself when Prometheus asks. */
export function figuresOf({ connections, pulse, sockets, live, background, auditLog, version }: Watched): Figure[] {
  const pools = poolsOf(connections);
  const ofPools = (count: (pool: Pool) => number) => () =>
    pools.map((pool) => ({ labels: { pool: poolName(pool.options.application_name) }, value: count(pool) }));
  const one = (value: () => number) => () => [{ value: value() }];
  const flag = (value: () => boolean) => one(() => (value() ? 1 : 0));
  return [
    {
      name: 'gongjian_info',
      help: 'Which version runs.',
      labelNames: ['version'],
      values: () => [{ labels: { version }, value: 1 }],
    },
    { name: 'gongjian_database_up', help: 'Whether the database answers.', values: flag(() => !pulse.silent) },
    {
      name: 'gongjian_pool_connections',
      help: 'Open connections of each pool.',
      labelNames: ['pool'],
      values: ofPools((pool) => pool.totalCount),
    },
    {
      name: 'gongjian_pool_connections_max',
      help: 'Connections that each pool may open.',
      labelNames: ['pool'],
      values: ofPools((pool) => pool.options.max),
    },
    {
      name: 'gongjian_pool_idle',
      help: 'Open connections of each pool that do nothing.',
      labelNames: ['pool'],
      values: ofPools((pool) => pool.idleCount),
    },
    {
      name: 'gongjian_pool_waiting',
      help: 'Statements and transactions that wait for a connection of each pool.',
      labelNames: ['pool'],
      values: ofPools((pool) => pool.waitingCount),
    },
    { name: 'gongjian_sockets', help: 'Open WebSockets.', values: one(() => sockets.open) },
    { name: 'gongjian_live_watchers', help: 'Subscriptions that are served.', values: one(() => live.hub.watchers) },
    {
      name: 'gongjian_live_listening',
      help: 'Whether signals of commits come; the poll finds what they would have told.',
      values: flag(() => live.listening),
    },
    {
      name: 'gongjian_timed_work_age_seconds',
      help: 'For how long the oldest timed work that is due has waited.',
      values: inTime(async () => {
        const { rows } = await poolOf(connections.writes).query<{ age: number }>(TIMED_WORK_AGE);
        return rows.map(({ age }) => ({ value: age }));
      }),
    },
    {
      name: 'gongjian_audit_head_size',
      help: 'Entries under the last signed head of the audit log.',
      values: inTime(async () => {
        const note = await auditLog.checkpoint();
        return note === null ? [] : [{ value: readCheckpoint(note)?.size ?? 0 }];
      }),
    },
    {
      name: 'gongjian_audit_broken',
      help: 'Whether what is stored of the audit log is not what was signed, so that nothing is sealed.',
      values: flag(() => background.auditIsBroken),
    },
  ];
}

/** What the database does not answer in time is left out. */
function inTime<T>(values: () => Promise<readonly T[]>): () => Promise<readonly T[]> {
  return () => Promise.race([values(), pause(PATIENCE_MS, [], { ref: false })]);
}
