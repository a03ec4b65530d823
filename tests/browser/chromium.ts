import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Starts Chromium without a window: the one that CHROMIUM names, else where Debian puts it. Close it afterwards. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Where screenshots go: the folder that SCREENSHOTS names, else a new one under the system's temporary folder. */
export const screenshots = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), 'gongjian-screenshots-'));
