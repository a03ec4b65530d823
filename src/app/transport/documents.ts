import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { ALTERED, mayHaveDocument, readPrinted, type DocumentLinks } from '../../modules/agreements';
import {
  pageLayoutOf,
  PrintQueue,
  PrintQueueFull,
  Unprintable,
  type PageLayout,
} from '../../modules/agreements/shared/printing';
import { RequestError } from '../../platform/errors/errors';
import { localeOf, message, type MessageKey } from '../../platform/i18n/messages';
import type { Sealer } from '../../platform/sealing';
import type { Workers } from '../../platform/workers';
import type { Viewers } from '../server/viewers';
import './documents.messages';

/** The path of links to printed agreements. */
export const DOCUMENTS_PATH = '/documents/';

const TYPES = {
  PDF: { type: 'application/pdf', extension: 'pdf' },
  DOCX: { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', extension: 'docx' },
} as const;

export interface DocumentDependencies {
  readonly links: DocumentLinks;
  readonly viewers: Viewers;
  readonly pool: Pool;
  readonly dataSource: DataSource;
  readonly sealer: Sealer;
  readonly workers: Workers;
  readonly log: Logger;
}

/** Printed agreements (打印件), for anyone with a link: it names a person, whose rights are checked again here. */
export class Documents {
  private readonly printQueue = new PrintQueue();

  constructor(private readonly dependencies: DocumentDependencies) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { links, viewers, pool, dataSource, sealer, workers, log } = this.dependencies;
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
    if (link === null) return refuse(request, response, 404, 'documents.over');
    const viewer = await viewers.ofPerson(link.personId);
    const allowed = viewer !== null && (await mayHaveDocument(dataSource, pool, viewer, link.agreementId));
    const checking = { database: pool, sealer, workers, personId: link.personId, now };
    const printed = allowed ? await readPrinted(checking, link.agreementId, link.revisionId).catch(whenBusy) : null;
    if (printed === BUSY) return refuseForNow(request, response);
    if (printed === null) return refuse(request, response, 404, 'documents.over');
    if (printed === ALTERED) return refuse(request, response, 409, 'documents.altered');
    const layout = pageLayoutOf(printed, localeOf(request.headers['accept-language']));
    const { type, extension } = TYPES[link.format];
    const tag = tagOf(layout, link.format);
    const validators = { etag: tag, vary: 'accept-language', 'cache-control': 'private, no-cache' };
    if (isNamed(tag, request.headers['if-none-match'])) {
      response.writeHead(304, validators).end();
      return;
    }
    try {
      const file = await this.printQueue.print({ layout, format: link.format, at: now }, link.personId);
      response.setHeader('content-type', type);
      response.setHeader('content-length', file.length);
      response.setHeader(
        'content-disposition',
        `inline; filename="${printed.number}.${extension}"; filename*=UTF-8''${fileName(`${printed.number} ${printed.title}`)}.${extension}`,
      );
      response.writeHead(200, validators).end(request.method === 'HEAD' ? undefined : file);
    } catch (error) {
      if (error instanceof Unprintable) {
        log.error({ err: error, agreement: printed.number, format: link.format }, 'an agreement could not be printed');
        return refuse(request, response, 500, 'documents.unprintable');
      }
      if (!(error instanceof PrintQueueFull)) throw error;
      refuseForNow(request, response);
    }
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

/** Weak: prints with the same tag show the same of the agreement, and differ by when they were made. */
function tagOf(layout: PageLayout, format: string): string {
  const shown = JSON.stringify({ ...layout, format, printedAt: null });
  return `W/"${createHash('sha256').update(shown).digest('base64url')}"`;
}

/** Whether the reader has what has this tag: tags are compared weakly (RFC 9110, section 13.1.2). */
export function isNamed(tag: string, ifNoneMatch: string | undefined): boolean {
  return ifNoneMatch !== undefined && ifNoneMatch.split(',').some((each) => strong(each.trim()) === strong(tag));
}

/** A tag without what says that it is weak. */
function strong(tag: string): string {
  return tag.replace(/^W\//, '');
}

/** Instead of an agreement that could not be checked at this moment. */
const BUSY = Symbol('busy');

function whenBusy(error: unknown): typeof BUSY {
  if (error instanceof RequestError) return BUSY;
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
