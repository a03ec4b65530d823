import { Worker } from 'node:worker_threads';
import { printDocx } from './docx';
import { printPdf } from './pdf';
import type { Order } from './print-queue';

/* The process that prints, one sheet after another. It is ended from outside when a sheet takes too much (see press.ts). */

// the server may be gone while a sheet is set, and nothing else runs here meanwhile
const watchdog = new Worker(
  `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL'); }, 1_000);`,
  { eval: true },
);
watchdog.unref();

process.on('message', ({ sheet, format, at }: Order) => {
  const printed = format === 'PDF' ? Promise.resolve().then(() => printPdf(sheet, at)) : printDocx(sheet);
  printed.then(
    (file) => process.send?.({ file }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ ready: true });
