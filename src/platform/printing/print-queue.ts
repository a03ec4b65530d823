import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import type { PageLayout } from './page-layout';

/** How many jobs may wait, and how many of them for one person. */
const MOST_WAITING = 20;
const MOST_FOR_ONE = 3;
/** What the process may use for one job: milliseconds, bytes of memory. The largest document takes some seconds. */
interface Bounds {
  readonly ms: number;
  readonly bytes: number;
}
const BOUNDS: Bounds = { ms: 30_000, bytes: 2 * 1024 ** 3 };
const MEASURE_EVERY_MS = 100;
/** A process that has nothing to print is ended: it holds the fonts. */
const IDLE_MS = 60_000;
const PAGE_BYTES = 4_096;

/** Too many jobs are waiting, of all people or of this one. */
export class PrintQueueFull extends Error {
  override name = 'PrintQueueFull';
}

/** The job used more than it may, or its process died of it. */
export class Unprintable extends Error {
  override name = 'Unprintable';
}

/** The packages that this format needs are not installed: they are optional. */
export class PrintingNotInstalled extends Error {
  override name = 'PrintingNotInstalled';
}

export type PrintFormat = 'PDF' | 'DOCX';

/** What the process is asked to print. */
export interface PrintOrder {
  readonly layout: PageLayout;
  readonly format: PrintFormat;
  /** The document's date. */
  readonly at: Date;
}

interface Job {
  readonly order: PrintOrder;
  readonly personId: string;
  /** Since when it waits, on the clock of `performance.now()`. */
  readonly since: number;
  readonly resolve: (file: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** What the process answers: that it has started, or the outcome of the current job. */
type Answer =
  | { readonly ready: true }
  | { readonly file: Uint8Array }
  | { readonly notInstalled: string }
  | { readonly error: string };

/**
 * Prints one job after another in a process of its own, which the first job starts. Typesetting blocks its thread, and
 * with some texts the libraries never finish, or crash: then only that job fails.
 */
export class PrintQueue {
  private child: ChildProcess | null = null;
  private ready = false;
  private readonly waiting: Job[] = [];
  private currentJob: Job | null = null;
  private stopWatching: () => number = () => 0;
  private idle: NodeJS.Timeout | null = null;

  constructor(private readonly bounds: Bounds = BOUNDS) {}

  /** Jobs that are not done, the oldest first. */
  private get jobs(): readonly Job[] {
    return this.currentJob === null ? this.waiting : [this.currentJob, ...this.waiting];
  }

  /** How many jobs are not done. */
  get length(): number {
    return this.jobs.length;
  }

  /** For how long the oldest of them has waited, in milliseconds. */
  get age(): number {
    const [oldest] = this.jobs;
    return oldest === undefined ? 0 : performance.now() - oldest.since;
  }

  /**
   * @param personId for whom
   * @throws PrintQueueFull, Unprintable, PrintingNotInstalled
   */
  print(order: PrintOrder, personId: string): Promise<Buffer> {
    const { jobs } = this;
    if (jobs.length >= MOST_WAITING || jobs.filter((job) => job.personId === personId).length >= MOST_FOR_ONE)
      return Promise.reject(new PrintQueueFull());
    return new Promise((resolve, reject) => {
      this.waiting.push({ order, personId, since: performance.now(), resolve, reject });
      this.next();
    });
  }

  async close(): Promise<void> {
    for (const job of this.waiting.splice(0)) job.reject(new PrintQueueFull());
    const { child } = this;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  private next(): void {
    if (this.currentJob !== null) return;
    if (this.idle !== null) clearTimeout(this.idle);
    const job = this.waiting.shift();
    if (job === undefined) {
      // an idle child does not keep the server's process running
      this.child?.unref();
      this.child?.channel?.unref();
      this.idle = setTimeout(() => this.child?.kill(), IDLE_MS).unref();
      return;
    }
    this.currentJob = job;
    const child = (this.child ??= this.start());
    child.ref();
    child.channel?.ref();
    if (this.ready) this.send(child, job);
  }

  private send(child: ChildProcess, job: Job): void {
    this.stopWatching = watch(child, this.bounds, (reason) => this.settle(job, new Unprintable(reason)));
    child.send(job.order, (error) => {
      if (error !== null) this.settle(job, error);
    });
  }

  private start(): ChildProcess {
    this.ready = false;
    // with the loaders of this process, and without its environment
    const child = fork(path.join(__dirname, `print-process${path.extname(__filename)}`), [], {
      execArgv: process.execArgv,
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    try {
      setPriority(child.pid ?? 0, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // it has exited already, or the system has no priorities
    }
    child.on('message', (answer: Answer) => {
      if (this.child !== child) return;
      const { currentJob } = this;
      // the time of a job starts when the process is ready
      if ('ready' in answer) this.ready = true;
      if (currentJob === null) return;
      if ('file' in answer) this.settle(currentJob, Buffer.from(answer.file));
      else if ('notInstalled' in answer) this.settle(currentJob, new PrintingNotInstalled(answer.notInstalled));
      else if ('error' in answer) this.settle(currentJob, new Error(answer.error));
      else this.send(child, currentJob);
    });
    const ended = (reason: string) => (): void => {
      if (this.child !== child) return;
      this.child = null;
      if (this.currentJob !== null) this.settle(this.currentJob, new Unprintable(reason));
    };
    child.once('error', (error) => ended(error.message)());
    child.once('exit', (code, signal) => ended(`the print process ended with ${signal ?? code ?? ''}`)());
    return child;
  }

  private settle(job: Job, outcome: Buffer | Error): void {
    if (this.currentJob !== job) return;
    this.currentJob = null;
    const held = this.stopWatching();
    // a process that is still busy is not waited for; one that keeps much memory is replaced, so that the next job has all of its own
    if (outcome instanceof Unprintable || held > this.bounds.bytes / 4) {
      this.child?.kill('SIGKILL');
      this.child = null;
    }
    if (outcome instanceof Error) job.reject(outcome);
    else job.resolve(outcome);
    this.next();
  }
}

/** Calls back when a process uses more than it may for one job. Returns how to stop watching, which returns its last measured memory. */
function watch(child: ChildProcess, { ms, bytes: most }: Bounds, onExceeded: (reason: string) => void): () => number {
  const timeout = setTimeout(() => onExceeded(`it took more than ${ms} ms`), ms);
  let held = 0;
  const measuring = setInterval(() => {
    void residentBytes(child.pid ?? 0).then((bytes) => {
      held = bytes;
      if (bytes > most) onExceeded(`it took more than ${most} bytes of memory`);
    });
  }, MEASURE_EVERY_MS);
  return () => {
    clearTimeout(timeout);
    clearInterval(measuring);
    return held;
  };
}

/** As Linux reports it; 0 elsewhere, where only time is bounded. */
async function residentBytes(pid: number): Promise<number> {
  const pages = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(pages.split(' ')[1] ?? 0) * PAGE_BYTES;
}
