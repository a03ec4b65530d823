import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { UNSEALED_AGE, type AuditLog } from '../../platform/audit';
import { readCheckpoint } from '../../platform/audit/checkpoint.rules';
import { poolsOf, type Connections } from '../../platform/database/connections';
import { poolOf } from '../../platform/database/data-source';
import { poolName, type Pulse } from '../../platform/database/pulse';
import type { Replicas } from '../../platform/database/replicas';
import { WAITING_LETTERS } from '../../platform/mail';
import type { Figure } from '../../platform/observability/metrics';
import { TIMED_WORK_AGE } from '../../platform/timed-work';
import type { Documents } from '../transport/files/documents';
import type { Live } from '../transport/live';
import type { WebSocketTransport } from '../transport/websocket';
import type { Background } from './background';

/** What is looked up in the database may take so long, of a scrape's ten seconds. */
const PATIENCE_MS = 2_000;

interface Watched {
  readonly connections: Connections;
  /** Null where there are none. */
  readonly replicas: Replicas | null;
  readonly pulse: Pulse;
  readonly sockets: WebSocketTransport;
  readonly live: Live;
  readonly documents: Documents;
  readonly background: Background;
  readonly auditLog: AuditLog;
  readonly version: string;
}

/** What a server knows of itself when Prometheus asks. */
export function figuresOf(watched: Watched): Figure[] {
  return [...ofProcess(watched), ...ofPools(watched), ...ofReplicas(watched), ...ofQueues(watched)];
}

const one = (value: () => number) => () => [{ value: value() }];
const flag = (value: () => boolean) => one(() => (value() ? 1 : 0));

function ofProcess({ pulse, sockets, live, background, auditLog, version }: Watched): Figure[] {
  return [
    {
      name: 'gongjian_info',
      help: 'Which version runs.',
      labelNames: ['version'],
      values: () => [{ labels: { version }, value: 1 }],
    },
    { name: 'gongjian_database_up', help: 'Whether the database answers.', values: flag(() => !pulse.silent) },
    { name: 'gongjian_sockets', help: 'Open WebSockets.', values: one(() => sockets.open) },
    { name: 'gongjian_live_watchers', help: 'Subscriptions that are served.', values: one(() => live.hub.watchers) },
    {
      name: 'gongjian_live_listening',
      help: 'Whether signals of commits come; the poll finds what they would have told.',
      values: flag(() => live.listening),
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

/** Of each pool, those to replicas among them. */
function ofPools({ connections, replicas }: Watched): Figure[] {
  const labelled = [
    ...poolsOf(connections).map((pool) => ({ pool, labels: {} })),
    ...(replicas?.all ?? []).map(({ pool, place }) => ({ pool, labels: { replica: place } })),
  ].map(({ pool, labels }) => ({ pool, labels: { pool: poolName(pool.options.application_name), ...labels } }));
  const figure = (name: Figure['name'], help: string, count: (pool: Pool) => number): Figure => ({
    name,
    help,
    labelNames: ['pool', 'replica'],
    values: () => labelled.map(({ pool, labels }) => ({ labels, value: count(pool) })),
  });
  return [
    figure('gongjian_pool_connections', 'Open connections of each pool.', (pool) => pool.totalCount),
    figure('gongjian_pool_connections_max', 'Connections that each pool may open.', (pool) => pool.options.max),
    figure('gongjian_pool_idle', 'Open connections of each pool that do nothing.', (pool) => pool.idleCount),
    figure(
      'gongjian_pool_waiting',
      'Statements and transactions that wait for a connection of each pool.',
      (pool) => pool.waitingCount,
    ),
  ];
}

function ofReplicas({ replicas }: Watched): Figure[] {
  return [
    {
      name: 'gongjian_replica_read',
      help: 'Whether each replica is read from; 0 while it is passed by.',
      labelNames: ['replica'],
      values: () =>
        (replicas?.all ?? []).map(({ place, isPresent }) => ({
          labels: { replica: place },
          value: isPresent ? 1 : 0,
        })),
    },
    {
      name: 'gongjian_replica_lag_bytes',
      help: 'How much of the database’s log each replica lacks.',
      labelNames: ['replica'],
      values: inTime(async () =>
        ((await replicas?.lags()) ?? []).map(({ replica, bytes }) => ({
          labels: { replica: replica.place },
          value: bytes,
        })),
      ),
    },
  ];
}

/** What waits, and for how long. */
function ofQueues({ connections, documents: { printQueue } }: Watched): Figure[] {
  const writes = poolOf(connections.writes);
  const ageOf = (statement: string) =>
    inTime(async () => {
      const { rows } = await writes.query<{ age: number }>(statement);
      return rows.map(({ age }) => ({ value: age }));
    });
  const letters = (value: (row: { readonly waiting: number; readonly age: number }) => number) =>
    inTime(async () => {
      const { rows } = await poolOf(connections.identity).query<{ waiting: number; age: number }>(WAITING_LETTERS);
      return rows.map((row) => ({ value: value(row) }));
    });
  return [
    {
      name: 'gongjian_timed_work_age_seconds',
      help: 'For how long the oldest timed work that is due has waited.',
      values: ageOf(TIMED_WORK_AGE),
    },
    {
      name: 'gongjian_letters_waiting',
      help: 'Mails that no mail server has taken yet.',
      values: letters(({ waiting }) => waiting),
    },
    {
      name: 'gongjian_letters_age_seconds',
      help: 'For how long the oldest of them has waited.',
      values: letters(({ age }) => age),
    },
    {
      name: 'gongjian_prints_waiting',
      help: 'Documents that this process has been asked to print, and has not printed yet.',
      values: one(() => printQueue.length),
    },
    {
      name: 'gongjian_prints_age_seconds',
      help: 'For how long the oldest of them has waited.',
      values: one(() => printQueue.age / 1_000),
    },
    {
      name: 'gongjian_audit_unsealed_age_seconds',
      help: 'For how long the oldest entry of the audit log has waited for its seal.',
      values: ageOf(UNSEALED_AGE),
    },
  ];
}

/** What the database does not answer in time is left out. */
function inTime<T>(values: () => Promise<readonly T[]>): () => Promise<readonly T[]> {
  return () => Promise.race([values(), pause(PATIENCE_MS, [], { ref: false })]);
}
