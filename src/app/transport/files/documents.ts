import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { agreementDocument } from '../../../modules/agreements';
import { minutesDocument } from '../../../modules/meetings';
import { requestErrorOf } from '../../../platform/errors/errors';
import { localeOf, message, type Locale, type MessageKey } from '../../../platform/i18n/messages';
import {
  PrintQueue,
  PrintQueueFull,
  PrintingNotInstalled,
  Unprintable,
  type DocumentLink,
  type DocumentLinks,
  type DocumentSource,
  type PageLayout,
  type PrintableDocument,
} from '../../../platform/printing';
import type { Sealer } from '../../../platform/sealing';
import type { Workers } from '../../../platform/workers';
import type { Viewers } from '../../server/viewers';
import './documents.messages';

/** The path of links to documents. */
export const DOCUMENTS_PATH = '/documents/';

const TYPES = {
  PDF: { type: 'application/pdf', extension: 'pdf' },
  DOCX: { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', extension: 'docx' },
  MARKDOWN: { type: 'text/markdown; charset=utf-8', extension: 'md' },
} as const;

/** Where documents come from, by their kinds, and what is said of one that is not what was recorded. */
const SOURCES: Readonly<Record<string, { readonly read: DocumentSource; readonly altered: MessageKey }>> = {
  agreement: { read: agreementDocument, altered: 'documents.altered' },
  minutes: { read: minutesDocument, altered: 'minutes.altered' },
};

export interface DocumentDependencies {
  readonly links: DocumentLinks;
  readonly viewers: Viewers;
  readonly pool: Pool;
  readonly dataSource: DataSource;
  readonly sealer: Sealer;
  readonly workers: Workers;
  readonly log: Logger;
}

/** Documents (打印件), for anyone with a link: it names a person, whose rights are checked again here. */
export class Documents {
  readonly printQueue = new PrintQueue();

  constructor(private readonly dependencies: DocumentDependencies) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { links, log } = this.dependencies;
    response.setHeader('cache-control', 'private, no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    cors(response);
    if (request.method === 'OPTIONS') {
      response.writeHead(204, PREFLIGHT).end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', METHODS);
      return refuse(request, response, 405, 'documents.method');
    }
    const now = new Date();
    const link = links.read((request.url ?? '').slice(DOCUMENTS_PATH.length).split('?')[0] ?? '', now.getTime());
    const source = link === null ? undefined : SOURCES[link.kind];
    if (link === null || source === undefined) return refuse(request, response, 404, 'documents.over');
    const found = await this.read(source.read, link, now).catch(whenBusy);
    if (found === BUSY) return refuseForNow(request, response);
    if (found === null) return refuse(request, response, 404, 'documents.over');
    if (found === 'altered') return refuse(request, response, 409, source.altered);
    const { format, personId } = link;
    const file = fileOf(found, format, localeOf(request.headers['accept-language']));
    if (file === null) return refuse(request, response, 404, 'documents.over');
    const { type, extension } = TYPES[format];
    const tag = tagOf(file, format);
    const validators = { etag: tag, vary: 'accept-language', 'cache-control': 'private, no-cache' };
    if (isNamed(tag, request.headers['if-none-match'])) {
      response.writeHead(304, validators).end();
      return;
    }
    try {
      const bytes =
        'text' in file
          ? Buffer.from(file.text)
          : await this.printQueue.print({ layout: file.layout, format: file.format, at: now }, personId);
      response.setHeader('content-type', type);
      response.setHeader('content-length', bytes.length);
      response.setHeader(
        'content-disposition',
        `inline; filename="${found.name}.${extension}"; filename*=UTF-8''${fileName(`${found.name} ${found.title}`)}.${extension}`,
      );
      response.writeHead(200, validators).end(request.method === 'HEAD' ? undefined : bytes);
    } catch (error) {
      if (error instanceof Unprintable) {
        log.error({ err: error, document: found.name, format }, 'a document could not be printed');
        return refuse(request, response, 500, 'documents.unprintable');
      }
      if (error instanceof PrintingNotInstalled) {
        log.error({ err: error, format }, 'a document was asked for in a format whose packages are not installed');
        return refuse(request, response, 501, 'documents.notInstalled');
      }
      if (!(error instanceof PrintQueueFull)) throw error;
      refuseForNow(request, response);
    }
  }

  /** What a link shows, as its person may see it now. */
  private async read(source: DocumentSource, link: DocumentLink, now: Date): ReturnType<DocumentSource> {
    const { viewers, pool: database, dataSource, sealer, workers } = this.dependencies;
    const { personId } = link;
    const viewer = await viewers.ofPerson(personId);
    return viewer === null ? null : source({ dataSource, database, sealer, workers, viewer, personId, now }, link);
  }

  close(): Promise<void> {
    return this.printQueue.close();
  }
}

const METHODS = 'GET, HEAD, OPTIONS';
const PREFLIGHT = {
  'access-control-allow-methods': METHODS,
  'access-control-allow-headers': 'if-none-match, accept-language',
  'access-control-max-age': '7200',
};

/** Any page may fetch a print: the link is what gives the right, and nothing that a browser adds by itself counts. */
function cors(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', 'content-disposition, etag, retry-after');
}

/** What a file is made of: a text that it is, or a layout that is printed. */
type FileSource = { readonly text: string } | { readonly layout: PageLayout; readonly format: 'PDF' | 'DOCX' };

/** Null where the document is not to be had in this format. */
function fileOf(document: PrintableDocument, format: DocumentLink['format'], locale: Locale): FileSource | null {
  if (format !== 'MARKDOWN') return { layout: document.layout(locale), format };
  return document.markdown === undefined ? null : { text: document.markdown(locale) };
}

/** Weak: prints with the same tag show the same of the document, and differ by when they were made. */
function tagOf(file: FileSource, format: DocumentLink['format']): string {
  const shown = JSON.stringify('text' in file ? file : { ...file.layout, format, printedAt: null });
  return `W/"${createHash('sha256').update(shown).digest('base64url')}"`;
}

/** Whether the reader has what has this tag, or `*`, whatever there is: tags are compared weakly (RFC 9110, section 13.1.2). */
export function isNamed(tag: string, ifNoneMatch = ''): boolean {
  return ifNoneMatch.split(',').some((each) => each.trim() === '*' || strong(each.trim()) === strong(tag));
}

/** A tag without what says that it is weak. */
function strong(tag: string): string {
  return tag.replace(/^W\//, '');
}

/** Instead of a document that could not be checked at this moment. */
export const BUSY = Symbol('busy');

export function whenBusy(error: unknown): typeof BUSY {
  if (requestErrorOf(error) !== null) return BUSY;
  throw error;
}

function refuseForNow(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('retry-after', '5');
  refuse(request, response, 503, 'documents.busy');
}

/** Percent-encoded by RFC 8187: encodeURIComponent leaves some characters that the header does not allow. */
function fileName(name: string): string {
  return encodeURIComponent(name).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, key: MessageKey): void {
  const body = JSON.stringify({ errors: [{ message: message(localeOf(request.headers['accept-language']), key) }] });
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.writeHead(status).end(body);
}
