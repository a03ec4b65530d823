import type { Pool } from 'pg';
import { createTransport, type Transporter } from 'nodemailer';
import type { Configuration } from '../config';
import type { Logger } from '../observability/logger';
import type { Letter, UndeliveredNotice } from './letter';
import { keeping, opened, Outbox, type ClaimedLetter } from './outbox';
import { written } from './written-letter';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How long after each failure a letter is tried again; after the last one, two days after the first, it is given up. */
const RETRIES = [5 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];
/** What a mail server may take to answer, in milliseconds. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
/** How often it is looked for letters that other processes left, or whose time to be tried again has come. */
const LOOK_EVERY = 2_000;
const AT_ONCE = 5;

/** A letter that is given up, and why. */
export interface Undelivered {
  readonly id: string;
  readonly requestId: string;
  /** What the mail server said, or what kept it from being asked. */
  readonly reason: string;
  readonly notice: UndeliveredNotice | null;
}

export interface MailDependencies {
  readonly configuration: NonNullable<Configuration['mail']>;
  /** What letters that wait are encrypted with. */
  readonly key: Buffer;
  readonly pool: Pool;
  readonly log: Logger;
  /** Where people reach the platform, without a slash at its end. */
  readonly address: () => string;
  /** The audit log's head over all that has been committed; null where it cannot be signed. */
  readonly checkpoint: () => Promise<string | null>;
  /** Gives a letter up, and notifies whoever it was sent for, in one transaction. */
  readonly giveUp: (letter: Undelivered) => Promise<void>;
  /** Pauses before further tries, in milliseconds. */
  readonly retries?: readonly number[];
  readonly lookEvery?: number;
}

/**
 * Sends letters beside the requests that they come from, which keep them in the database in their own transactions. One that
 * cannot be sent is tried again, by whichever process comes first, and given up in the end. Each is sent once, unless a process
 * or its database dies between the mail server's yes and the note of it: then it is sent again, under the same Message-ID.
 */
export class Mail {
  private readonly transport: Transporter;
  private readonly outbox: Outbox;
  private readonly underWay = new Set<Promise<void>>();
  private working: Promise<void> = Promise.resolve();
  private stopping = false;
  private unreachable = false;
  private called = false;
  private wake = (): void => undefined;

  constructor(private readonly dependencies: MailDependencies) {
    const { url, from } = dependencies.configuration;
    this.transport = createTransport({ url: withPatience(url) }, { from });
    this.outbox = new Outbox(dependencies.pool);
  }

  /** The statement that keeps a letter; `collect` is to be called when it has been committed. */
  keeping(letter: Letter): ReturnType<typeof keeping> {
    return keeping(letter, this.dependencies.key);
  }

  start(): void {
    this.working = this.work();
  }

  /** Says that there are letters. */
  collect(): void {
    this.called = true;
    this.wake();
  }

  /** Takes no more letters, and waits for what is being sent. */
  async close(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.working;
    await Promise.all(this.underWay);
    this.transport.close();
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      this.called = false;
      const free = AT_ONCE - this.underWay.size;
      const letters = free === 0 ? [] : await this.claimed(free);
      for (const letter of letters) {
        const sending = this.deliver(letter)
          .catch((error: unknown) => this.dependencies.log.warn({ err: error }, 'what became of a letter is not noted'))
          .finally(() => {
            this.underWay.delete(sending);
            this.wake();
          });
        this.underWay.add(sending);
      }
      if (letters.length === 0 || letters.length < free) await this.rest();
    }
  }

  /** Waits until there may be something to do. */
  private async rest(): Promise<void> {
    if (this.called || this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.dependencies.lookEvery ?? LOOK_EVERY);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async claimed(most: number): Promise<ClaimedLetter[]> {
    try {
      const letters = await this.outbox.claim(most);
      this.unreachable = false;
      return letters;
    } catch (error) {
      const { message: reason } = error as Error;
      if (!this.unreachable) this.dependencies.log.warn({ reason }, 'letters cannot be collected');
      this.unreachable = true;
      return [];
    }
  }

  private async deliver(claimed: ClaimedLetter): Promise<void> {
    const { log, key, giveUp, address, checkpoint, retries = RETRIES } = this.dependencies;
    const { id, attempts: attempt, requestId, until } = claimed;
    let letter: Letter | null = null;
    const lost = async (reason: string): Promise<void> => {
      log.error({ reason, attempt, requestId }, letter?.whenLost ?? 'a letter could not be read');
      await giveUp({ id, requestId, reason, notice: letter?.whenUndelivered ?? null });
    };
    try {
      letter = opened(claimed, key);
    } catch {
      return lost('it was written under another AUTH_SECRET');
    }
    if (claimed.late) return lost('it came too late');
    const head = letter.withCheckpoint === true ? await checkpoint() : null;
    try {
      await this.transport.sendMail({ ...written(letter, address(), head), messageId: messageId(id, address()) });
    } catch (error) {
      const { message: reason } = error as Error;
      const wait = retries[attempt - 1];
      const tooLate = wait === undefined || (until !== null && Date.now() + wait >= until.getTime());
      if (tooLate || isFinal(error)) return lost(reason);
      log.warn({ reason, attempt, requestId }, 'a letter could not be mailed yet');
      return this.outbox.postpone(id, wait);
    }
    await this.outbox.sent(id);
  }
}

/** The same for every try, so that whoever gets a letter twice can tell. */
function messageId(id: string, address: string): string {
  return `<${id}@${new URL(address).hostname}>`;
}

/** The URL with our bounds on waiting, unless it brings its own: the transport takes its options from nowhere else. */
function withPatience(text: string): string {
  const url = new URL(text);
  for (const [name, milliseconds] of Object.entries(PATIENCE)) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, String(milliseconds));
  }
  return url.href;
}

/** Commands that are about one letter: its recipient and its content. */
const OF_THE_LETTER = new Set(['RCPT TO', 'DATA']);

/**
 * A final no to this letter: asking again does not change the mail server's mind. That it does not let us in, or does not take our
 * sender, is about all letters, and may be mended.
 */
function isFinal(error: unknown): boolean {
  const { command = '', responseCode = 0 } = error as { command?: string; responseCode?: number };
  return responseCode >= 500 && OF_THE_LETTER.has(command);
}
