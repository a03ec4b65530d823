import type { FieldNode, FragmentDefinitionNode } from 'graphql';
import type { Viewer } from '../access/viewer';
import type { Parameter } from '../database/sql';
import type { Locale } from '../i18n/messages';
import type { Variables } from '../reads/compiler';
import type { ReadModel } from '../reads/model';
import type { Queryable } from '../reads/statement';

/** How a stream stands in the database: what rounds are compared with. */
export interface Head {
  readonly revision: number;
  /** The last revision at which somebody's standing in the stream may have changed. */
  readonly rightsRevision: number;
}

/** A viewer's place in a stream. */
export interface Standing {
  /** What the viewer is to the stream, as one number that plans take instead of working it out. */
  readonly level: number;
  /** Whether updates after the revision that the watcher named would be right for the rights it has now. */
  readonly resumable: boolean;
}

/** One update for everybody who stands alike. */
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
  readonly level: number;
  /** The revision that the watchers have; null asks for a snapshot. */
  readonly after: number | null;
  /** What `previousRevision` says in a snapshot for watchers that had a revision before. */
  readonly previously: number | null;
  /** Any viewer of those who stand alike. */
  readonly viewer: Viewer;
}

/** A live document, compiled. */
export interface FeedPlan {
  /** What it reads of a viewer besides the level: watchers with the same values share its updates. */
  readonly viewerParameters: readonly Parameter[];
  readonly cost: number;
  update(database: Queryable, request: UpdateRequest): Promise<Update>;
}

/** What a subscription is about. */
export interface Subject {
  readonly streamId: string;
  /**
   * The revision that the watcher has, or a cursor that stands for it; null when it has none; `now` where it is told only
   * what comes from now on.
   */
  readonly after: number | { readonly cursor: string } | null | 'now';
}

/** Something that can be watched: one field of the subscription type. */
export interface Feed {
  readonly field: string;
  /** What the arguments name, for this viewer; null when they can name nothing. */
  subject(given: Readonly<Record<string, unknown>>, viewer: Viewer): Subject | null;
  compile(
    model: ReadModel,
    fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    nodes: readonly FieldNode[],
    variables: Variables,
    locale: Locale,
  ): FeedPlan;
  /** Null when there is no such stream, or none that the viewer may see. */
  standing(database: Queryable, streamId: string, viewer: Viewer, after: number | null): Promise<Standing | null>;
  /** The revision that a cursor stands for. Throws InvalidArgument for one that is none of this stream's. */
  position?(database: Queryable, streamId: string, cursor: string): Promise<number>;
  heads(database: Queryable, streamIds: readonly string[]): Promise<Map<string, Head>>;
}
