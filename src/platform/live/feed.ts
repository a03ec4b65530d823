import type { FieldNode, FragmentDefinitionNode } from 'graphql';
import type { Viewer } from '../access/viewer';
import type { Parameter } from '../database/sql';
import type { Locale } from '../i18n/messages';
import type { Variables } from '../reads/bindings';
import type { Queryable } from '../reads/statement';

/** A stream's revisions in the database, which a round compares its watchers with. */
export interface Head {
  readonly revision: number;
  /** The last revision at which somebody's access level may have changed. */
  readonly rightsRevision: number;
}

/** A viewer's access to a stream. */
export interface StreamAccess {
  /** One number, bound to a plan's statements instead of computed in them; 0 in a feed without access levels. */
  readonly accessLevel: number;
  /** Whether the watcher may go on from the revision that it named: its rights are the same since then. */
  readonly resumable: boolean;
}

/** One update for everybody with the same access. */
export interface Update {
  /** Covers everything up to this revision. */
  readonly revision: number;
  readonly rightsRevision: number;
  /** The clock of rights in the same snapshot: a later change of rights makes the update unfit to send. */
  readonly accessRevision: number;
  /** The subscription field's values as JSON text, each a payload of its own; null when the viewer may not see the stream (any more). */
  readonly texts: readonly string[] | null;
}

export interface UpdateRequest {
  readonly streamId: string;
  readonly accessLevel: number;
  /** The revision that the watchers have; null asks for a snapshot. */
  readonly after: number | null;
  /** What `previousRevision` says in a snapshot for watchers that had a revision before. */
  readonly previously: number | null;
  /** Any viewer of those with the same access. */
  readonly viewer: Viewer;
}

/** A live document, compiled. */
export interface FeedPlan {
  /** What it reads of a viewer besides the access level: watchers with the same values share its updates. */
  readonly viewerParameters: readonly Parameter[];
  /** How many bytes of statements and variables it keeps. */
  readonly size: number;
  update(database: Queryable, request: UpdateRequest): Promise<Update>;
}

/** What a subscription is about. */
export interface Subject {
  readonly streamId: string;
  /**
   * The revision that the watcher has, or a cursor of it; null when it has none; `now` when it is sent only what comes
   * from now on.
   */
  readonly after: number | { readonly cursor: string } | null | 'now';
}

/** A live document before it is compiled. */
export interface LiveDocument {
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The subscription's field, wherever the document selects it. */
  readonly nodes: readonly FieldNode[];
  readonly variables: Variables;
  readonly locale: Locale;
}

/** Something that can be watched, as the hub serves it: one field of the subscription type. */
export interface Feed {
  readonly field: string;
  /** What the arguments name, for this viewer; null when they can name nothing. */
  subject(values: Readonly<Record<string, unknown>>, viewer: Viewer): Subject | null;
  compile(document: LiveDocument): FeedPlan;
  /** Null when there is no such stream, or none that the viewer may see. */
  access(database: Queryable, streamId: string, viewer: Viewer, after: number | null): Promise<StreamAccess | null>;
  /** The revision of a cursor. Throws InvalidArgument for a cursor that is not of this stream. */
  position(database: Queryable, streamId: string, cursor: string): Promise<number>;
  heads(database: Queryable, streamIds: readonly string[]): Promise<Map<string, Head>>;
}
