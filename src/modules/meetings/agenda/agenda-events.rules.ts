/**
 * What an event of a meeting's stream says. Events tell which objects changed and who could see them before and
 * after, never what they say: an update shows the present state, under the rights that hold when it is sent.
 */
export interface MeetingEvent {
  /** The meeting itself: title, times, status, visibility, organisers, guests, the list of those invited. */
  readonly meeting?: true;
  /** Invitations answered, check-ins: ids of attendances. */
  readonly attendances?: readonly string[];
  readonly items?: readonly ItemChange[];
  /** Items whose number or expected start shifted, for each level of audience: the public, members, participants. */
  readonly shifted?: readonly [readonly string[], readonly string[], readonly string[]];
}

export interface ItemChange {
  readonly id: string;
  /** The least level of audience that saw it before, and that sees it now; null when it was not there, or is gone. */
  readonly was: number | null;
  readonly is: number | null;
  /** It has another parent, or another place among its siblings. */
  readonly moved?: true;
}
