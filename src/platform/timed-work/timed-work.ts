import { Logger as WorkerLogger, parseCronItems, run, runMigrations, type Runner } from 'graphile-worker';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { withSession } from '../database/cluster/session';
import type { Pulse } from '../database/pulse';
import { newId } from '../database/ids';
import type { Origin } from '../writes/transaction';
import type { Writer } from '../writes/writer';

/** The schema that the queue's own tables are in. */
const SCHEMA = 'timed_work';
/** Midnight is at one of these minutes in every time zone. */
const EVERY_QUARTER = '*/15 * * * *';

/** The queue's own statements are short; a task's go over other connections (ms). */
const ANSWERS_WITHIN = 30_000;

/** For how long the oldest job that is due has waited, in seconds. */
export const TIMED_WORK_AGE = `
  select coalesce(extract(epoch from now() - min(run_at)), 0)::float8 as age
  from ${SCHEMA}.jobs
  where run_at < now()
    and attempts < max_attempts`;

/** What a task works with. */
export interface TimedContext {
  readonly writer: Writer;
  readonly database: Pool;
  readonly now: Date;
  readonly log: Logger;
}

/**
 * Something that is done when its time has come. A task looks at the present state, not at when it last ran: what was
 * missed is caught up with, and what was done is not done again.
 */
export interface TimedTask {
  readonly name: string;
  readonly run: (context: TimedContext) => Promise<void>;
}

/** Brings the queue's tables to the library's version, with the owner's login, and lets servers use them. */
export async function migrateTimedWork(ownerUrl: string): Promise<void> {
  await runMigrations({ connectionString: ownerUrl, schema: SCHEMA, logger: silent });
  await withSession(ownerUrl, async (session) => {
    // the library's tables have row security, which only their owner passes
    await session.query(`
      grant usage on schema ${SCHEMA} to gongjian_server;
      grant select, insert, update, delete on all tables in schema ${SCHEMA} to gongjian_server;
      grant usage on all sequences in schema ${SCHEMA} to gongjian_server;
      do $$
      declare each record;
      begin
        for each in
          select relname
          from pg_class
          where relnamespace = '${SCHEMA}'::regnamespace
            and relrowsecurity
            and not exists (
              select
              from pg_policy
              where polrelid = pg_class.oid
                and polname = 'servers'
            )
        loop
          execute format('create policy servers on ${SCHEMA}.%I to gongjian_server using (true) with check (true)', each.relname);
        end loop;
      end $$;
    `);
  });
}

const silent = new WorkerLogger(() => () => undefined);

export interface TimedWorkDependencies {
  readonly url: string;
  readonly pulse: Pulse;
  readonly log: Logger;
  readonly writer: Writer;
  readonly database: Pool;
  readonly clock: () => Date;
  readonly tasks: readonly TimedTask[];
}

/**
 * Runs tasks at every quarter of an hour and at each start, each once however many servers there are: they share a
 * queue in the database (graphile-worker). A task that fails, or whose server dies, is tried again.
 */
export class TimedWork {
  private runner: Runner | null = null;
  private pool: Pool | null = null;

  constructor(private readonly dependencies: TimedWorkDependencies) {}

  async start(): Promise<void> {
    const { url, pulse, log, tasks } = this.dependencies;
    // the library leaves a pool of its own without a listener for lost connections while that is ended
    this.pool = new Pool({
      connectionString: url,
      max: 3,
      application_name: 'gongjian timed work',
      Client: pulse.clientClass(ANSWERS_WITHIN),
    });
    pulse.guard(this.pool);
    const lost = (error: Error): void => log.warn({ reason: error.message }, 'timed work lost a database connection');
    this.pool.on('error', lost).on('connect', (client) => client.on('error', lost));
    this.runner = await run({
      pgPool: this.pool,
      schema: SCHEMA,
      concurrency: 1,
      noHandleSignals: true,
      logger: loggerTo(log),
      taskList: Object.fromEntries(tasks.map((task) => [task.name, () => this.perform(task)])),
      parsedCronItems: parseCronItems(
        tasks.map(({ name }) => ({
          task: name,
          match: EVERY_QUARTER,
          identifier: name,
          options: { jobKey: name, jobKeyMode: 'replace', maxAttempts: 10 },
        })),
      ),
    });
    this.runner.promise.catch((error: unknown) => log.error({ err: error }, 'timed work ended'));
    // what came due while no server ran
    for (const { name } of tasks) await this.runner.addJob(name, {}, { jobKey: name, maxAttempts: 10 });
  }

  async stop(): Promise<void> {
    await this.runner?.stop();
    await this.pool?.end();
    [this.runner, this.pool] = [null, null];
  }

  /** Does everything that is due now, in this process. */
  async catchUp(): Promise<void> {
    for (const task of this.dependencies.tasks) await this.perform(task);
  }

  private perform({ run: perform }: TimedTask): Promise<void> {
    const { writer, database, clock, log } = this.dependencies;
    return perform({ writer, database, now: clock(), log });
  }
}

function loggerTo(log: Logger): WorkerLogger {
  const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;
  return new WorkerLogger(
    () => (level, message, meta) => log[levels[level as keyof typeof levels]]({ ...meta }, `timed work: ${message}`),
  );
}

/** Where a change that the platform makes by itself comes from. */
export function timedOrigin(): Origin {
  return { requestId: `timed ${newId()}`, address: 'timed work', client: null, locale: 'zh-CN' };
}
