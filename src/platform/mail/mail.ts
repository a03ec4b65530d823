import { setTimeout as pause } from 'node:timers/promises';
import { createTransport, type Transporter } from 'nodemailer';
import type { Configuration } from '../config';
import { message } from '../i18n/messages';
import type { Logger } from '../observability/logger';
import type { Letter, LetterBox } from './letter';

/** How long after each failure a letter is tried again, in milliseconds; after the last one it is given up. */
const RETRIES = [500, 3_000, 15_000, 60_000, 300_000];
/** What a mail server may take to answer, in milliseconds. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

export interface MailDependencies {
  readonly configuration: NonNullable<Configuration['mail']>;
  readonly log: Logger;
  /** Where people reach the platform. */
  readonly address: () => string;
  /** Pauses before further tries, in milliseconds. */
  readonly retries?: readonly number[];
}

/**
 * Sends letters beside the requests that they come from. A letter that cannot be sent is tried again a few times; one
 * that is given up, or that a stop overtakes, is logged without what it holds.
 */
export class Mail implements LetterBox {
  private readonly transport: Transporter;
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly dependencies: MailDependencies) {
    const { url, from } = dependencies.configuration;
    this.transport = createTransport({ url: withPatience(url) }, { from });
  }

  send(letter: Letter): void {
    const sending = this.deliver(letter).finally(() => this.underWay.delete(sending));
    this.underWay.add(sending);
  }

  /** Waits for what is being sent, and for one last try of what is waiting to be tried again. */
  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.underWay);
    this.transport.close();
  }

  private async deliver(letter: Letter): Promise<void> {
    const { log, retries = RETRIES } = this.dependencies;
    const { signal } = this.stopping;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.transport.sendMail(this.written(letter));
        return;
      } catch (error) {
        const wait = retries[attempt - 1];
        const lost = wait === undefined || signal.aborted || isFinal(error);
        const { message: reason } = error as Error;
        const entry = { reason, attempt, requestId: letter.requestId };
        if (lost) return log.error(entry, letter.whenLost);
        log.warn(entry, 'a letter could not be mailed yet');
        await pause(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private written({ to, locale, subject, text, parameters }: Letter) {
    return {
      // as an object, so that no address is taken for a list of several
      to: { name: '', address: to },
      subject: message(locale, subject, parameters),
      text: message(locale, text, { ...parameters, address: this.dependencies.address() }),
    };
  }
}

/** The URL with our bounds on waiting, unless it brings its own: the transport takes its options from nowhere else. */
function withPatience(text: string): string {
  const url = new URL(text);
  for (const [name, milliseconds] of Object.entries(PATIENCE)) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, String(milliseconds));
  }
  return url.href;
}

/** A mail server's final no: asking again does not change its mind. */
function isFinal(error: unknown): boolean {
  return ((error as { responseCode?: number }).responseCode ?? 0) >= 500;
}
