// Loaded first into every process that is measured (`node -r`), whatever it is written in and whatever Node runs it:
// tells, when asked, what the process has used, and ends with the process that asks.
const { monitorEventLoopDelay } = require('node:perf_hooks');

let delay = null;
process.on('message', (message) => {
  if (message?.ask !== 'usage') return;
  if (message.collect === true) for (let times = 0; times < 4; times += 1) globalThis.gc();
  const { user, system } = process.cpuUsage();
  // from one question to the next
  const heldMs = delay === null ? 0 : delay.max / 1_000_000;
  delay ??= monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  delay.reset();
  process.send({ usage: { cpuMs: (user + system) / 1_000, rssKb: process.memoryUsage.rss() / 1_024, heldMs } });
});
process.on('disconnect', () => process.exit(0));
