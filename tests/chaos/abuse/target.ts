/** What those who attack, and the one who does not, know of the server. */
export interface Target {
  readonly url: string;
  readonly allianceSlug: string;
  readonly meetingId: string;
  readonly agreementId: string;
  /** A person of a unit that is party to the agreement. */
  readonly memberToken: string;
  /** May import rosters. */
  readonly secretariatToken: string;
  readonly allianceId: string;
}

/** Processes get it as their last argument. */
export function targetOf(arguments_: readonly string[]): Target {
  return JSON.parse(Buffer.from(arguments_.at(-1) ?? '', 'base64').toString('utf8')) as Target;
}

export function asArgument(target: Target): string {
  return Buffer.from(JSON.stringify(target)).toString('base64');
}
