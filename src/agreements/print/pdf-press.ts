import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Sheet } from './sheet.rules';

/** How many sheets may wait to be set. */
const MOST_WAITING = 20;

/** More is waiting to be printed than can be printed soon. */
export class PressBusy extends Error {
  override name = 'PressBusy';
}

interface Answer {
  readonly id: number;
  readonly pdf?: Uint8Array;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (pdf: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Sets sheets as PDF (typst), one after another in a thread of its own that is started by the first. A thread that fails
 * takes the sheets that wait down with it, and the next one starts another.
 */
export class PdfPress {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private printed = 0;

  /** @throws PressBusy */
  print(sheet: Sheet, at: Date): Promise<Buffer> {
    if (this.waiting.size >= MOST_WAITING) return Promise.reject(new PressBusy());
    this.printed += 1;
    const id = this.printed;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.thread().postMessage({ id, sheet: JSON.stringify(sheet), at: Math.floor(at.getTime() / 1_000) });
    });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private thread(): Worker {
    if (this.worker !== null) return this.worker;
    const worker = new Worker(join(__dirname, 'pdf-worker.js'));
    // nobody waits for a thread that has nothing to do
    worker.unref();
    worker.on('message', ({ id, pdf, error }: Answer) => {
      const one = this.waiting.get(id);
      this.waiting.delete(id);
      if (pdf === undefined) one?.reject(new Error(error ?? 'nothing was printed'));
      else one?.resolve(Buffer.from(pdf));
    });
    worker.on('error', (error) => this.fail(worker, error as Error));
    worker.on('exit', () => this.fail(worker, new Error('the press was stopped')));
    this.worker = worker;
    return worker;
  }

  private fail(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
