import { Worker } from 'node:worker_threads';
import { printDocx } from './docx';
import { printPdf } from './pdf';
import type { PrintOrder } from './print-queue';

/* The process that prints, one job after another. print-queue.ts kills it when a job uses more than it may. */

// the server may end while typesetting blocks this thread, so another thread watches for that
const watchdog = new Worker(
  `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL'); }, 1_000);`,
  { eval: true },
);
watchdog.unref();

process.on('message', ({ layout, format, at }: PrintOrder) => {
  const printed = format === 'PDF' ? Promise.resolve().then(() => printPdf(layout, at)) : printDocx(layout);
  printed.then(
    (file) => process.send?.({ file }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ ready: true });
