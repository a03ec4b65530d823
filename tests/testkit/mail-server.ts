import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { PATIENCE_MS } from './patience';

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** By name in small letters, words of other alphabets decoded. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** The same in HTML; null where the mail has none. */
  readonly html: string | null;
}

/** A mail server on a port of its own, which keeps what it is sent. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  /** Answers to the next recipients, each used once: 0 lets the mail in, any other is the code that it is refused with. */
  readonly answers: number[] = [];
  /** Whether it lets nobody in (535). */
  locked = false;
  /** How often it was asked to take a mail. */
  asked = 0;
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly server: SMTPServer,
    readonly url: string,
  ) {}

  static async open(): Promise<MailServer> {
    const server: SMTPServer = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      onMailFrom: (_, __, answer) =>
        answer(opened.locked ? Object.assign(new Error('sign in first'), { responseCode: 530 }) : null),
      onRcptTo: (_, __, answer) => {
        opened.asked += 1;
        const code = opened.answers.shift() ?? 0;
        answer(code === 0 ? null : Object.assign(new Error('not now'), { responseCode: code }));
        opened.look();
      },
      onData: (stream, { envelope }, answer) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
          opened.received.push(
            parsed(
              from,
              envelope.rcptTo.map((each) => each.address),
              Buffer.concat(chunks).toString('utf8'),
            ),
          );
          answer();
          opened.look();
        });
      },
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const opened = new MailServer(server, `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`);
    return opened;
  }

  /** The first mail to this address, once it is there. */
  async to(address: string): Promise<ReceivedMail> {
    const found = (): ReceivedMail | undefined => this.received.find(({ to }) => to.includes(address));
    await this.until(() => found() !== undefined);
    return found() as ReceivedMail;
  }

  /** Waits until the condition holds; it is looked at whenever the server was asked something. */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`waited for mail in vain; asked ${this.asked} times, got ${this.received.length}`)),
        PATIENCE_MS,
      );
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(late);
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }

  private look(): void {
    for (const look of [...this.waiting]) look();
  }
}

function parsed(from: string, to: readonly string[], raw: string): ReceivedMail {
  const cut = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, cut)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())] as const;
    }),
  );
  return { from, to, headers, ...contentOf(headers, raw.slice(cut + 4)) };
}

/** The text, and the HTML beside it in a multipart/alternative. */
function contentOf(headers: ReadonlyMap<string, string>, raw: string): Pick<ReceivedMail, 'text' | 'html'> {
  const encoding = headers.get('content-transfer-encoding') ?? '7bit';
  const boundary = /^multipart\/alternative;.*boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined) return { text: body(raw, encoding), html: null };
  const parts = raw
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => parsed('', [], part.replace(/^\r\n/, '').replace(/\r\n$/, '')));
  const of = (type: string): string | null =>
    parts.find(({ headers: own }) => own.get('content-type')?.startsWith(type))?.text ?? null;
  return { text: of('text/plain') ?? '', html: of('text/html') };
}

/** Encoded words (RFC 2047). */
function words(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, form: string, text: string) =>
      form.toUpperCase() === 'B' ? Buffer.from(text, 'base64').toString('utf8') : quoted(text.replaceAll('_', ' ')),
    );
}

function body(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  return (encoding === 'quoted-printable' ? quoted(text.replace(/=\r\n/g, '')) : text).replaceAll('\r\n', '\n');
}

function quoted(text: string): string {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    'latin1',
  ).toString('utf8');
}
