import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Viewer } from '../../platform/access/viewer';
import { LATEST, laterOf, positionOf, positionText, type Position } from '../../platform/database/position';
import type { Seen } from '../../platform/database/seen';
import type { SessionCookies } from '../../platform/identity/session/cookies';

/** Where a caller's change is in the database's log; sent back with a query, the query sees it. */
export const SEEN_HEADER = 'x-gongjian-seen';

/** After this no replica that is read from lacks it any more, whatever the clocks do (ms). */
const NOT_JUST_NOW = 10_000;

/**
 * What callers have seen of the database: by the header that they send, by a cookie, and by who they are, for those that know of
 * neither and come back to the same process.
 */
export class SeenByCallers {
  private readonly people = new LRUCache<string, Position>({ max: 20_000, ttl: NOT_JUST_NOW });

  of(
    request: IncomingMessage,
    response: ServerResponse,
    { viewer: { personId }, cookies }: { readonly viewer: Pick<Viewer, 'personId'>; readonly cookies: SessionCookies },
  ): Seen {
    const named = [request.headers[SEEN_HEADER], cookies.seen].flat().map(seenBy);
    const remembered = (personId === null ? undefined : this.people.get(personId)) ?? 0n;
    return {
      position: named.reduce(laterOf, remembered),
      note: (position) => {
        if (personId !== null) this.people.set(personId, position);
        response.setHeader(SEEN_HEADER, positionText(position));
        response.appendHeader('set-cookie', cookies.rememberingSeen(positionText(position), NOT_JUST_NOW / 1_000));
      },
    };
  }
}

/** What cannot be read was meant to say something. */
function seenBy(text: string | null | undefined): Position {
  return text === null || text === undefined ? 0n : (positionOf(text) ?? LATEST);
}
