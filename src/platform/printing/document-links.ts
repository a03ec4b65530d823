import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** How long a link may be used. */
const GOOD_FOR_MS = 5 * 60_000;

const linkSchema = z.tuple([
  z.uuid(),
  z.uuid(),
  z.uuid(),
  z.enum(['PDF', 'DOCX', 'MARKDOWN']),
  z.number().int(),
  z.string(),
]);

/** The person that a document is for, and the text that it shows; row ids. */
export interface DocumentLink {
  /** What kind of document it is: the prefix of its global ids. */
  readonly kind: string;
  readonly id: string;
  /** Which text of it: a revision, or itself. */
  readonly textId: string;
  readonly personId: string;
  readonly format: 'PDF' | 'DOCX' | 'MARKDOWN';
}

/** Makes and reads links to documents: they carry a person's rights to a text, and are good for five minutes. */
export class DocumentLinks {
  /**
   * @param key what links are authenticated with; the same in every server
   * @param base the server's public address, without a slash at its end
   */
  constructor(
    private readonly key: Buffer,
    private readonly base: () => string,
  ) {}

  url({ kind, id, textId, personId, format }: DocumentLink, now: number): string {
    const said = [id, textId, personId, format, now + GOOD_FOR_MS, kind];
    const text = Buffer.from(JSON.stringify(said)).toString('base64url');
    return `${this.base()}/documents/${text}.${this.macOf(text).toString('base64url')}`;
  }

  /** A link for somebody, from now on; null for whoever is not signed in. */
  urlFor(personId: string | null, link: Omit<DocumentLink, 'personId'>): string | null {
    return personId === null ? null : this.url({ ...link, personId }, Date.now());
  }

  /** What a link's last part says; null for one that was not made here, or has expired. */
  read(part: string, now: number): DocumentLink | null {
    const [text = '', mac = ''] = part.split('.');
    const [actual, expected] = [Buffer.from(mac, 'base64url'), this.macOf(text)];
    if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null;
    const parsed = linkSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (!parsed.success || parsed.data[4] < now) return null;
    const [id, textId, personId, format, , kind] = parsed.data;
    return { kind, id, textId, personId, format };
  }

  private macOf(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}
