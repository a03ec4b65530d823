import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import type { Sheet } from '../../print/print-layout.rules';

/** How many sheets may wait, and how many of them for one person. */
const MOST_WAITING = 20;
const MOST_FOR_ONE = 3;
/** What the process may take for one sheet: milliseconds, bytes of memory. The largest agreement that may be drafted takes some seconds. */
interface Bounds {
  readonly ms: number;
  readonly bytes: number;
}
const BOUNDS: Bounds = { ms: 30_000, bytes: 2 * 1024 ** 3 };
const LOOK_EVERY_MS = 100;
/** A process that has nothing to print is ended: it holds the fonts. */
const IDLE_MS = 60_000;
const PAGE_BYTES = 4_096;

/** More is waiting to be printed than can be printed soon. */
export class PressBusy extends Error {
  override name = 'PressBusy';
}

/** The sheet took more than it may, or took its process down. */
export class Unprintable extends Error {
  override name = 'Unprintable';
}

export type PrintFormat = 'PDF' | 'DOCX';

/** What is to be printed, as the process is told. */
export interface Order {
  readonly sheet: Sheet;
  readonly format: PrintFormat;
  /** The document's date. */
  readonly at: Date;
}

interface Job {
  readonly order: Order;
  readonly personId: string;
  readonly resolve: (file: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** What the process says: that it has started, or what became of the sheet in hand. */
type Answer = { readonly ready: true } | { readonly file: Uint8Array } | { readonly error: string };

/**
 * Prints sheets, one after another, in a process of its own that is started by the first: setting type blocks, and there
 * are texts that the libraries neither come to an end with nor survive. Such a sheet fails alone.
 */
export class Press {
  private child: ChildProcess | null = null;
  private ready = false;
  private readonly waiting: Job[] = [];
  private inHand: Job | null = null;
  private stopWatching: () => number = () => 0;
  private idle: NodeJS.Timeout | null = null;

  constructor(private readonly bounds: Bounds = BOUNDS) {}

  /**
   * @param personId for whom
   * @throws PressBusy, Unprintable
   */
  print(order: Order, personId: string): Promise<Buffer> {
    const queue = this.inHand === null ? this.waiting : [this.inHand, ...this.waiting];
    if (queue.length >= MOST_WAITING || queue.filter((job) => job.personId === personId).length >= MOST_FOR_ONE)
      return Promise.reject(new PressBusy());
    return new Promise((resolve, reject) => {
      this.waiting.push({ order, personId, resolve, reject });
      this.next();
    });
  }

  async close(): Promise<void> {
    for (const job of this.waiting.splice(0)) job.reject(new PressBusy());
    const { child } = this;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  private next(): void {
    if (this.inHand !== null) return;
    if (this.idle !== null) clearTimeout(this.idle);
    const job = this.waiting.shift();
    if (job === undefined) {
      // nobody waits for a process that has nothing to print
      this.child?.unref();
      this.child?.channel?.unref();
      this.idle = setTimeout(() => this.child?.kill(), IDLE_MS).unref();
      return;
    }
    this.inHand = job;
    const child = (this.child ??= this.start());
    child.ref();
    child.channel?.ref();
    if (this.ready) this.hand(child, job);
  }

  private hand(child: ChildProcess, job: Job): void {
    this.stopWatching = watch(child, this.bounds, (reason) => this.settle(job, new Unprintable(reason)));
    child.send(job.order, (error) => {
      if (error !== null) this.settle(job, error);
    });
  }

  private start(): ChildProcess {
    this.ready = false;
    // with the loaders that this process was started with, and with nothing of what it knows
    const child = fork(path.join(__dirname, `print-process${path.extname(__filename)}`), [], {
      execArgv: process.execArgv,
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    try {
      setPriority(child.pid ?? 0, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // it is gone already, or the system knows no priorities
    }
    child.on('message', (answer: Answer) => {
      if (this.child !== child) return;
      const { inHand } = this;
      // how long it takes to start is not the sheet's doing
      if ('ready' in answer) this.ready = true;
      if (inHand === null) return;
      if ('file' in answer) this.settle(inHand, Buffer.from(answer.file));
      else if ('error' in answer) this.settle(inHand, new Error(answer.error));
      else this.hand(child, inHand);
    });
    const over = (reason: string) => (): void => {
      if (this.child !== child) return;
      this.child = null;
      if (this.inHand !== null) this.settle(this.inHand, new Unprintable(reason));
    };
    child.once('error', (error) => over(error.message)());
    child.once('exit', (code, signal) => over(`the press ended with ${signal ?? code ?? ''}`)());
    return child;
  }

  private settle(job: Job, outcome: Buffer | Error): void {
    if (this.inHand !== job) return;
    this.inHand = null;
    const held = this.stopWatching();
    // what it is still doing is not waited for, and what it keeps of a large sheet is not held against the next one
    if (outcome instanceof Unprintable || held > this.bounds.bytes / 4) {
      this.child?.kill('SIGKILL');
      this.child = null;
    }
    if (outcome instanceof Error) job.reject(outcome);
    else job.resolve(outcome);
    this.next();
  }
}

/** Tells when a process has taken more than it may for one sheet; answers how to look away, and with what it held last. */
function watch(child: ChildProcess, { ms, bytes: most }: Bounds, tell: (reason: string) => void): () => number {
  const late = setTimeout(() => tell(`it took more than ${ms} ms`), ms);
  let held = 0;
  const looking = setInterval(() => {
    void residentBytes(child.pid ?? 0).then((bytes) => {
      held = bytes;
      if (bytes > most) tell(`it took more than ${most} bytes of memory`);
    });
  }, LOOK_EVERY_MS);
  return () => {
    clearTimeout(late);
    clearInterval(looking);
    return held;
  };
}

/** Where the system tells it (Linux); elsewhere 0, and only time is bounded. */
async function residentBytes(pid: number): Promise<number> {
  const pages = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(pages.split(' ')[1] ?? 0) * PAGE_BYTES;
}
