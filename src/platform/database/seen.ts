import type { Position } from './position';

/** What a caller has seen of the database. */
export interface Seen {
  /** What it reads has all up to here. */
  readonly position: Position;
  /** It has changed something, and sees it from here on. */
  note(position: Position): void;
}
