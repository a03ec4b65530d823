import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { calendarOf, meetingsOfFeed, useFeed } from '../../../modules/meetings';
import { CALENDARS_PATH } from '../../../modules/meetings/shared/calendars-path';
import { LIMITS, networkOf, Turns } from '../../../platform/budgets';
import { message } from '../../../platform/i18n/messages';
import type { SecurityLog } from '../../../platform/observability/security-log';
import type { Viewers } from '../../server/viewers';
import { BUSY, isNamed, whenBusy } from './documents';

export interface CalendarDependencies {
  readonly viewers: Viewers;
  readonly reads: Pool;
  /** The login that knows the feeds' secrets. */
  readonly identity: Pool;
  readonly dataSource: DataSource;
  readonly clock: () => Date;
  readonly securityLog: SecurityLog;
}

/** Feeds of meetings (日历订阅), for whoever has their address: it names a person, whose rights are looked at again at each fetch. */
export class Calendars {
  /** Nobody need be signed in to ask. */
  private readonly turns = new Turns({ atOnce: LIMITS.calendarsAtOnce, waiting: LIMITS.calendarsWaiting });

  constructor(private readonly dependencies: CalendarDependencies) {}

  /** `address` is where the answer goes to. */
  async answer(pathname: string, address: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('cache-control', 'private, no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const secret = /^([\w-]+)\.ics$/.exec(pathname.slice(CALENDARS_PATH.length))?.[1] ?? '';
    const calendar = await this.turns.run(networkOf(address), () => this.write(secret)).catch(whenBusy);
    if (calendar === BUSY) {
      response.writeHead(503, { 'retry-after': '60' }).end();
      return;
    }
    if (calendar === null) {
      this.dependencies.securityLog.note('credential_malformed', { address });
      response.writeHead(404).end();
      return;
    }
    const tag = `"${createHash('sha256').update(calendar).digest('base64url')}"`;
    const validators = { etag: tag, 'cache-control': 'private, no-cache' };
    if (isNamed(tag, request.headers['if-none-match'])) {
      response.writeHead(304, validators).end();
      return;
    }
    const body = Buffer.from(calendar);
    response.writeHead(200, {
      ...validators,
      'content-type': 'text/calendar; charset=utf-8',
      'content-length': body.length,
      'content-disposition': 'inline; filename="gongjian.ics"',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  /** What a feed has at this moment; null when there is none with this secret. */
  private async write(secret: string): Promise<string | null> {
    const { viewers, reads, identity, dataSource, clock } = this.dependencies;
    const now = clock();
    const feed = await useFeed(identity, secret, now);
    const viewer = feed && (await viewers.ofPerson(feed.personId));
    if (feed === null || viewer === null) return null;
    const meetings = await meetingsOfFeed(dataSource, reads, viewer, feed, now);
    return calendarOf(feed.name ?? message(feed.locale ?? 'zh-CN', 'calendarFeed.own'), meetings);
  }
}
