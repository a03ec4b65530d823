/**
 * What an event of a meeting's stream says: which objects changed and who could see them before and after, but not
 * their contents. An update shows the present state, under the rights that hold when it is sent.
 */
export interface MeetingEvent {
  /** The meeting itself: title, times, status, visibility, organisers, guests, the list of those invited. */
  readonly meeting?: true;
  /** A guest came or left: for those who see the guests. */
  readonly guests?: true;
  /** Minutes that are not approved yet: for those who run the meeting. */
  readonly minutes?: true;
  /** Invitations answered, check-ins: ids of attendances. */
  readonly attendances?: readonly string[];
  /** The attendances changed in what units answered, and nobody came or left: whoever sees only the quorum is told nothing. */
  readonly presenceKept?: true;
  /** Votes opened, cast, closed, annulled: never what was chosen. */
  readonly votes?: readonly VoteChange[];
  readonly items?: readonly ItemChange[];
  /** Items whose queue of speakers changed. */
  readonly speakers?: readonly string[];
  /** Decisions that were recorded, or whose action items changed, each with its item. */
  readonly decisions?: readonly { readonly id: string; readonly item: string }[];
  /** Items whose subject changed. */
  readonly subjects?: readonly { readonly id: string }[];
  /** Items whose number or expected start shifted, for each audience: the public, members, participants. */
  readonly shifted?: readonly [readonly string[], readonly string[], readonly string[]];
}

export interface ItemChange {
  readonly id: string;
  /** The least access levels that saw it before and that see it now; null when it was not there before, or is gone. */
  readonly was: number | null;
  readonly is: number | null;
  /** Whether it has another parent, or another place among its siblings. */
  readonly moved?: true;
}

/** A vote that changed, and the item that it is on: whoever sees that sees the vote. */
export interface VoteChange {
  readonly id: string;
  readonly item: string;
}
