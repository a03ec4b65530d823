import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { LIMITS, Shares } from '../budgets';
import { crowded, ErrorCode, RequestError } from '../errors/errors';

/** A pure function that may run in a thread: its input and output are plain data, which are copied. */
export interface Task<Input, Output> {
  /** The file that exports it (`require.resolve`), and its name there. */
  readonly file: string;
  readonly name: string;
  readonly run: (input: Input) => Output | Promise<Output>;
}

/** A thread without work is ended. */
const IDLE_MS = 60_000;
const MIB = 1_024 ** 2;
/** Whose share the platform's own work has. */
const PLATFORM = 'platform';

/**
 * Runs tasks: small ones at once, others in threads, of which there are as many as cores but one, since the event loop
 * has that. Threads are started when they are wanted.
 */
export class Workers {
  private readonly pool: Piscina<unknown, unknown>;
  private readonly shares = new Shares({ total: LIMITS.threadTasks, perNetwork: LIMITS.threadTasksPerPerson });

  constructor(threads = Math.max(1, availableParallelism() - 1), heapBytes: number = LIMITS.threadHeapBytes) {
    this.pool = new Piscina({
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      // the loaders of this process, and nothing of its environment
      execArgv: loaders(process.execArgv),
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: heapBytes / MIB },
    });
  }

  /**
   * @param weight about how many bytes the task reads
   * @param personId for whom; null for the platform itself
   * @throws RequestError when too many tasks are waiting, of all people or of this one, or a thread's memory does not do
   */
  async run<Input, Output>(
    task: Task<Input, Output>,
    input: Input,
    weight: number,
    personId: string | null,
  ): Promise<Output> {
    if (weight <= LIMITS.loopBytes) {
      // a hundred of them take a while: other requests get their turn
      await setImmediate();
      return task.run(input);
    }
    const share = this.shares.take(personId ?? PLATFORM);
    if (share === 'network') throw new RequestError(ErrorCode.rateLimited, 'errors.tooManyTasks', {}, null, 429);
    if (share === 'total') throw crowded();
    try {
      return (await this.pool.run(input, { filename: task.file, name: task.name })) as Output;
    } catch (error) {
      throw isOutOfMemory(error) ? unavailable() : error;
    } finally {
      share.release();
    }
  }

  /** Ends all threads; what they were at fails. */
  close(): Promise<void> {
    return this.pool.destroy();
  }
}

/** Of a process's options those that load modules first: threads inherit the others, and refuse some of them when they are given. */
function loaders(options: readonly string[]): string[] {
  return options.flatMap((option, index) => (option === '-r' ? [option, options[index + 1] ?? ''] : []));
}

function unavailable(): RequestError {
  return new RequestError(ErrorCode.unavailable, 'errors.unavailable', {}, null, 503);
}

function isOutOfMemory(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';
}
