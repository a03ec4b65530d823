import type { Class, Rule } from '../access/access';
import type { OperationRule } from '../access/operation';
import type { Row } from '../access/row';
import type { Sql } from '../database/sql';
import type { MessageKey } from '../i18n/messages';

/** The object that one argument of a subscription names, and how its revisions are counted. */
export interface StreamDeclaration<W = object> {
  /** What is watched: whoever may see it may watch it. */
  readonly of: () => Class<W>;
  /** Besides, who may; the others are told that there is nothing. */
  readonly watchedBy?: Rule<W>;
  /** The property of its table that counts revisions; where there is none the journal counts them (`live_streams`). */
  readonly revision?: keyof W & string;
  /** The property with the last revision at which somebody's access may have changed. */
  readonly rightsRevision?: keyof W & string;
  /** The local of its access rule (see `Access.locals`) that is the viewer's access level, where updates depend on one. */
  readonly accessLevel?: string;
}

interface FeedDeclaration {
  /** The field of the subscription type, and the name that its events are written under. */
  readonly field: string;
  /** The graph's type of an update. */
  readonly type: () => Class;
  readonly description: string;
  /** Who may subscribe at all; what they are shown is for access rules to say. */
  readonly by: OperationRule['by'];
  /** The types that updates are made of; of all that these refer to, updates show plain fields. */
  readonly tree: () => readonly Class[];
  /** What one update may cost; it is paid for each group of watchers, at every change. */
  readonly costCeiling: number;
}

/** What a member of an update shows, in a feed whose events each name one row `R`. */
export type EventMember =
  /** Where to go on from: names the event's row. */
  | { readonly kind: 'cursor' }
  /** The row that the event names; null where its rule hides it. */
  | { readonly kind: 'row' }
  /** Another row, reached from that one; an update whose `one` the viewer may not see is not sent. */
  | { readonly kind: 'one'; readonly type: () => Class; readonly on: (other: Row<object>, row: Row<object>) => Sql };

/** Makes the members of an update of events that name rows `R`. */
export interface MembersOf<R> {
  cursor(): EventMember;
  row(): EventMember;
  one<T extends object>(type: () => Class<T>, on: (other: Row<T>, row: Row<R>) => Sql): EventMember;
}

/** A stream of a feed of events, whose events each name one row `R`. */
export interface EventStreamDeclaration<R = object, W = object> extends StreamDeclaration<W> {
  /**
   * Finds the last row of the watched object. With it, a watcher that names no cursor is shown the object at once, with
   * that row's cursor; without it, such a watcher is sent only what comes from now on.
   */
  readonly last?: (row: Row<R>, watched: Row<W>) => Sql;
}

/** Makes the streams of events that name rows `R`. */
export type StreamOf<R> = <W extends object>(
  of: () => Class<W>,
  counted?: Omit<EventStreamDeclaration<R, W>, 'of' | 'accessLevel'>,
) => EventStreamDeclaration;

/** A feed of events: each one that concerns what the viewer may see is an update of its own. */
export interface EventFeedDeclaration<R extends object = object> extends FeedDeclaration {
  readonly kind: 'events';
  /** By argument what may be watched, exactly one of them at a time; or the signed-in person's own stream. */
  readonly streams: Readonly<Record<string, EventStreamDeclaration>> | 'person';
  /** The message where not exactly one of several arguments names something. */
  readonly exactlyOne?: MessageKey;
  /** The row that each event names, and the key of its id in the event's content. */
  readonly row: () => Class<R>;
  readonly named: string;
  /** Whom an event concerns, by its content (jsonb) and that row; when absent, all who see what the update shows. */
  concerns?(content: Sql, row: Row<R>): Sql;
  /** What an update shows; when absent the row itself is the update. */
  readonly members?: Readonly<Record<string, EventMember>>;
  /** Whether the row itself shows where to go on from (see `eventCursor`). */
  readonly resumable?: true;
  /** Whether what is computed in Node is computed for updates too. */
  readonly computes?: true;
}

/** How the objects that an update shows are found. */
export type ShownObject<W = object> =
  /** The object watched. */
  | { readonly kind: 'watched' }
  /** The object watched, viewed as another type; null where the condition does not hold. `without`: fields not to be had here. */
  | {
      readonly kind: 'view';
      readonly type: () => Class;
      readonly when?: (watched: Row<W>) => Sql;
      readonly without?: readonly string[];
    }
  /** A row within it, of those whose ids are in the events' content at one of these JSON paths. */
  | { readonly kind: 'named'; readonly type: () => Class; readonly at: readonly string[] }
  /** All rows within it of one of those: `by` says whose each is, and `at` where the events' content names their owners. */
  | {
      readonly kind: 'listed';
      readonly type: () => Class;
      readonly by: (row: Row<never>) => Sql;
      readonly order: (row: Row<never>) => Sql;
      readonly at: readonly string[];
    };

/** One change of an update: its type, ids of rows where it shows one of several objects, and other values as they are. */
export type Change = { readonly __typename: string } & Readonly<Record<string, unknown>>;

/** What a document asks of updates. */
export interface StepDocument {
  /** Whether it asks for a field of the object that is shown under a field of this type. */
  readonly isShown: (holder: string, field: string, of: string) => boolean;
}

/** What the steps of an update are made from. */
export interface StepsInput<E, V> {
  /** The content of every event that the watcher has not been sent, in order; none for a snapshot. */
  readonly events: readonly E[];
  readonly accessLevel: number;
  readonly values: V;
}

/**
 * A feed of steps: a watcher begins with a snapshot of the object watched, and every update leads from the revision that
 * it has to the present one, however many events lie between.
 */
export interface StepFeedDeclaration<W extends object = object, E = unknown, V = unknown> extends FeedDeclaration {
  readonly kind: 'steps';
  readonly argument: string;
  readonly stream: StreamDeclaration<W> &
    Required<Pick<StreamDeclaration<W>, 'revision' | 'rightsRevision' | 'accessLevel'>>;
  /** A watcher that lacks more events than this gets a snapshot: it is cheaper for everybody. */
  readonly mostEvents: number;
  /** Values that are read with each update, as SQL that yields JSON, from the object watched under the viewer's access level. */
  readonly values: {
    readonly [K in keyof V]: (watched: Row<W>, accessLevel: Sql, document: StepDocument) => Sql;
  };
  /** By type that updates are made of, their own included and rows' left out: the objects that it shows under its fields. */
  readonly shows: Readonly<Record<string, Readonly<Record<string, ShownObject<W>>>>>;
  /** What the events come to for this access level: `changes` in their order, and the update's other members by name. */
  readonly steps: (
    input: StepsInput<E, V>,
  ) => { readonly changes: readonly Change[] } & Readonly<Record<string, unknown>>;
}

export type AnyFeedDeclaration = EventFeedDeclaration | StepFeedDeclaration;

const feeds = new Map<string, AnyFeedDeclaration>();

/** Declares a feed of events. Its subscription field, its plans and its place in the hub follow from that. */
export function declareEventFeed<R extends object>(
  declaration: Omit<EventFeedDeclaration<R>, 'kind' | 'streams' | 'members'> & {
    readonly streams: 'person' | ((of: StreamOf<R>) => Readonly<Record<string, EventStreamDeclaration>>);
    readonly members?: (member: MembersOf<R>) => Readonly<Record<string, EventMember>>;
  },
): void {
  const { streams, members, ...rest } = declaration;
  declareFeed({
    ...rest,
    kind: 'events',
    streams: streams === 'person' ? streams : streams(streamOf as StreamOf<R>),
    ...(members === undefined ? {} : { members: members(eventMembers as MembersOf<R>) }),
  });
}

/** Declares a feed of steps. */
export function declareStepFeed<W extends object, E, V>(declaration: Omit<StepFeedDeclaration<W, E, V>, 'kind'>): void {
  declareFeed({ ...declaration, kind: 'steps' } as unknown as StepFeedDeclaration);
}

// one implementation for every type: the columns of rows are checked when a plan is made
const streamOf: StreamOf<object> = (of, counted = {}) => ({ of, ...counted }) as unknown as EventStreamDeclaration;
const eventMembers: MembersOf<object> = {
  cursor: () => ({ kind: 'cursor' }),
  row: () => ({ kind: 'row' }),
  one: (type, on) => ({ kind: 'one', type, on: on as (other: Row<object>, row: Row<object>) => Sql }),
};

function declareFeed(declaration: AnyFeedDeclaration): void {
  if (feeds.has(declaration.field)) throw new Error(`Subscription.${declaration.field} is declared twice`);
  feeds.set(declaration.field, declaration);
}

export function declaredFeeds(): ReadonlyMap<string, AnyFeedDeclaration> {
  return feeds;
}

/** Types that updates are made of and that are read from no row, by name. */
export function updateTypes(): readonly string[] {
  return [...feeds.values()].flatMap((feed) => {
    if (feed.kind === 'events') return feed.members === undefined ? [] : [feed.type().name];
    return Object.keys(feed.shows);
  });
}
