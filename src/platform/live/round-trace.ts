import { asking } from '../database/measure';
import type { Span, Tracing } from '../observability/tracing';
import type { Queryable } from '../reads/statement';
import type { Watcher } from './watcher';

/** So many of those who are served for the first time are linked with the round that serves them; a crowd's are too many. */
const MOST_LINKS = 32;

/**
 * What a trace shows of a round: one span, however many watchers it serves, with the statements that were read for them. It is
 * part of the request whose change it sends, where that was in this process, and is linked with the subscriptions that it begins.
 */
export class RoundTrace {
  private span: Span | undefined;
  private watchers = 0;
  private frames = 0;
  private links = 0;

  /** @param change the request, where there is one */
  constructor(
    private readonly tracing: Tracing | null,
    private readonly change: Span | undefined,
    private readonly feed: string,
  ) {}

  /** The database, as what these watchers lack is read from it: a round that reads for nobody is not shown. */
  reading(database: Queryable, watchers: readonly Watcher[]): Queryable {
    const attributes = { feed: this.feed };
    this.span ??=
      this.change?.child('live round', attributes) ?? this.tracing?.begin('live round', undefined, attributes);
    if (this.span === undefined) return database;
    for (const watcher of watchers) {
      if (this.links === MOST_LINKS) break;
      if (watcher.trace === null) continue;
      this.span.link(watcher.trace);
      this.links += 1;
    }
    return asking(database, { trace: this.span });
  }

  /** @param each how many frames each of them was sent */
  sent(watchers: number, each: number): void {
    this.watchers += watchers;
    this.frames += watchers * each;
  }

  end(failure?: string): void {
    this.span?.end(failure, { watchers: this.watchers, frames: this.frames });
  }
}
