import { Worker } from 'node:worker_threads';
import type * as Docx from './docx';
import type * as Pdf from './pdf';
import type { PrintOrder } from './print-queue';

/* The process that prints, one job after another. print-queue.ts kills it when a job uses more than it may. */

// the server may end while typesetting blocks this thread, so another thread watches for that
const watchdog = new Worker(
  `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL'); }, 1_000);`,
  { eval: true },
);
watchdog.unref();

process.on('message', (order: PrintOrder) => {
  print(order).then(
    (file) => process.send?.({ file }),
    (error: unknown) =>
      process.send?.(isMissingPackage(error) ? { notInstalled: String(error) } : { error: String(error) }),
  );
});
process.send?.({ ready: true });

// what a format needs is loaded with the first print in it: the packages are optional, and large
async function print({ layout, format, at }: PrintOrder): Promise<Buffer> {
  if (format === 'PDF') return (module.require('./pdf') as typeof Pdf).printPdf(layout, at);
  return (module.require('./docx') as typeof Docx).printDocx(layout);
}

/** One of npm's, not a file of ours. */
function isMissingPackage(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'MODULE_NOT_FOUND' && /Cannot find module '[^./]/.test(message);
}
