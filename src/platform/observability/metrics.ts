import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, type OpenMetricsContentType } from 'prom-client';

/** What this process has done and how it is, for Prometheus. Every label has few values, whatever strangers ask for. */
const registry = new Registry<OpenMetricsContentType>();
registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
const registers = [registry];

const SHORT = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const metrics = {
  operations: new Counter({
    name: 'gongjian_operations_total',
    help: 'Operations that were run, by mutation, and what came of them: OK, or the code of the first error.',
    labelNames: ['operation', 'outcome'],
    registers,
  }),
  operationSeconds: new Histogram({
    name: 'gongjian_operation_seconds',
    help: 'How long queries and mutations took.',
    labelNames: ['kind'],
    buckets: SHORT,
    registers,
  }),
  refusals: new Counter({
    name: 'gongjian_refusals_total',
    help: 'Errors that callers were told of, by their code: whole requests, operations and fields.',
    labelNames: ['code'],
    registers,
  }),
  statementSeconds: new Histogram({
    name: 'gongjian_statement_seconds',
    help: 'From sending a statement to its answer, by pool of connections.',
    labelNames: ['pool', 'outcome'],
    buckets: SHORT,
    registers,
  }),
  poolWaitSeconds: new Histogram({
    name: 'gongjian_pool_wait_seconds',
    help: 'How long statements and transactions waited for a connection, where there was none at once.',
    labelNames: ['pool'],
    buckets: SHORT,
    registers,
  }),
  replicaReads: new Counter({
    name: 'gongjian_replica_reads_total',
    help: 'Statements that a replica could answer, and where they were answered: by one (read), or by the database itself, and why.',
    labelNames: ['outcome'],
    registers,
  }),
  liveRounds: new Counter({
    name: 'gongjian_live_rounds_total',
    help: 'Rounds in which a stream’s watchers were sent what they lacked.',
    labelNames: ['outcome'],
    registers,
  }),
  liveFrames: new Counter({
    name: 'gongjian_live_frames_total',
    help: 'Updates that were sent to watchers.',
    registers,
  }),
  liveLagSeconds: new Histogram({
    name: 'gongjian_live_lag_seconds',
    help: 'From the signal of a commit to the last watcher’s frame of it in this process.',
    buckets: SHORT,
    registers,
  }),
  liveJoins: new Counter({
    name: 'gongjian_live_joins_total',
    help: 'Watchers that joined a stream: for the first time, resuming after a revision, or beginning again after one.',
    labelNames: ['start'],
    registers,
  }),
  securityEvents: new Counter({
    name: 'gongjian_security_events_total',
    help: 'Security events, as in the log.',
    labelNames: ['event'],
    registers,
  }),
  sealedEntries: new Counter({
    name: 'gongjian_audit_sealed_total',
    help: 'Entries of the audit log that this process sealed.',
    registers,
  }),
};

/** A figure that is looked up when somebody asks: one that cannot be had then is left out. */
export interface Figure {
  readonly name: `gongjian_${string}`;
  readonly help: string;
  /** Values by label, or one without any. */
  readonly values: () => Promise<readonly Value[]> | readonly Value[];
  readonly labelNames?: readonly string[];
}

interface Value {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Adds what a running server knows of itself; a server that starts later in the same process takes its place. */
export function addFigures(figures: readonly Figure[]): void {
  for (const { name, help, values, labelNames = [] } of figures) {
    registry.removeSingleMetric(name);
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        this.reset();
        if (labelNames.length === 0) this.remove();
        const found = await Promise.resolve(values()).catch(() => []);
        for (const { labels = {}, value } of found) this.set(labels, value);
      },
    });
  }
}

let watched = false;

/** From here on the event loop, the garbage collector and the process are measured too. */
export function watchProcess(): void {
  if (!watched) collectDefaultMetrics({ register: registry });
  watched = true;
}

export async function exposition(): Promise<{ readonly type: string; readonly text: string }> {
  return { type: registry.contentType, text: await registry.metrics() };
}
