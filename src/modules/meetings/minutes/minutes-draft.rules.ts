import { allianceMoment } from '../../alliance/shared/calendar';
import { message, wordFor, type KeysUnder, type Locale, type MessageParameters } from '../../../platform/i18n/messages';
import { SEES_ATTENDANCE } from '../meeting/meeting.rules';
import { paragraphs, plain } from './markdown.rules';
import './minutes-draft.messages';

/** What happened in a meeting: all that minutes are drafted from. */
export interface MeetingRecord {
  /** The least access level that sees the meeting. */
  readonly audience: number;
  readonly venue: string | null;
  /** The name of the group or territory whose meeting it is; null for the whole alliance. */
  readonly scope: string | null;
  readonly openedAt: Date;
  readonly closedAt: Date;
  /** The alliance's, IANA. */
  readonly timeZone: string;
  /** Null where none is asked for. */
  readonly quorum: { readonly required: number; readonly present: number } | null;
  readonly attendance: readonly RecordedUnit[];
  readonly guests: readonly RecordedGuest[];
  /** In printed order. */
  readonly items: readonly RecordedItem[];
}

/** A time that somebody was there, in milliseconds of the epoch; until the end where `leftAt` is null. */
export interface Stay {
  readonly arrivedAt: number;
  readonly leftAt: number | null;
}

export interface RecordedUnit {
  readonly unit: string;
  readonly representative: string | null;
  readonly stays: readonly Stay[];
  /** The unit that stood in for it. */
  readonly proxy: string | null;
}

export interface RecordedGuest {
  readonly name: string;
  readonly capacity: string;
  readonly stays: readonly Stay[];
}

export interface RecordedItem {
  /** The least access level that sees it. */
  readonly audience: number;
  /** As printed for the public, members, participants; null where it is hidden. */
  readonly numbers: readonly (string | null)[];
  readonly title: string;
  readonly description: string | null;
  readonly kind: string;
  readonly state: string;
  readonly presenterUnit: string | null;
  readonly presenter: string | null;
  readonly startedAt: Date | null;
  readonly elapsedSeconds: number;
  /** Who has spoken, in their order. */
  readonly speakers: readonly RecordedSpeaker[];
  /** In the order in which they were opened. */
  readonly votes: readonly RecordedVote[];
  /** In the order in which they were recorded. */
  readonly decisions: readonly RecordedDecision[];
}

export interface RecordedSpeaker {
  readonly speaker: string;
  readonly unit: string | null;
  readonly pointOfOrder: boolean;
}

export interface RecordedDecision {
  readonly text: string;
  readonly outcome: string;
  readonly actionItems: readonly {
    readonly text: string;
    readonly units: readonly string[];
    /** `YYYY-MM-DD` */
    readonly dueOn: string | null;
  }[];
}

/** A vote that is over; of a secret one, as of any other, the totals. */
export interface RecordedVote {
  readonly question: string;
  readonly secret: boolean;
  readonly threshold: string;
  readonly base: string;
  readonly eligible: number;
  readonly cast: number;
  /** Null where none was asked for. */
  readonly quorum: { readonly required: number; readonly present: number } | null;
  /** Null where it was annulled. */
  readonly outcome: string | null;
  readonly winner: string | null;
  readonly options: readonly { readonly label: string; readonly count: number | null }[];
}

/** The two parts of minutes, as Markdown. */
export interface MinutesText {
  readonly body: string;
  readonly closedBody: string | null;
}

/** The access level of participants, to whom the whole of a meeting is open. */
const PARTICIPANT = 3;

/**
 * Drafts minutes. The body is made only of what the meeting's own audience sees, numbered as that audience sees it, and
 * nothing in it depends on the rest; whatever is less open stands in a part of its own, for participants.
 */
export function minutesDraft(record: MeetingRecord, locale: Locale): MinutesText {
  const draft = new Draft(record, locale);
  const { audience, items } = record;
  const isOpen = (item: RecordedItem): boolean => item.audience <= audience;
  const seesAttendance = audience >= SEES_ATTENDANCE;
  const body = [
    draft.facts(),
    ...(seesAttendance ? draft.attendance() : []),
    ...draft.agenda('agenda', items.filter(isOpen), audience),
  ];
  const closed = [
    ...(seesAttendance ? [] : draft.attendance()),
    ...draft.agenda(
      'closedAgenda',
      items.filter((item) => !isOpen(item)),
      PARTICIPANT,
    ),
  ];
  return { body: body.join('\n\n'), closedBody: closed.length === 0 ? null : closed.join('\n\n') };
}

type Key = KeysUnder<'minutes.draft'>;

/** Blocks of Markdown in one language. */
class Draft {
  constructor(
    private readonly record: MeetingRecord,
    private readonly locale: Locale,
  ) {}

  facts(): string {
    const { openedAt, closedAt, timeZone, venue, scope, quorum } = this.record;
    const span = this.say('span', { from: this.moment(openedAt), to: this.moment(closedAt), zone: timeZone });
    return this.list([
      ['time', plain(span)],
      ['venue', venue === null ? null : plain(venue)],
      ['scope', scope === null ? null : plain(scope)],
      ['quorum', quorum === null ? null : plain(this.quorum(quorum))],
    ]);
  }

  /** Nothing where nobody was invited. */
  attendance(): string[] {
    const { attendance, guests } = this.record;
    const units = attendance.map(({ unit, representative, ...each }) => [
      plain(unit),
      this.orNone(representative),
      this.presence(each),
    ]);
    const visitors = guests.map(({ name, capacity, stays }) => [
      plain(name),
      wordFor(this.locale, 'minutes.draft.capacity', capacity),
      this.presence({ stays, proxy: null }),
    ]);
    return [
      ...(units.length === 0
        ? []
        : [`## ${this.say('attendance')}`, this.table(['unit', 'representative', 'came'], units)]),
      ...(visitors.length === 0
        ? []
        : [`## ${this.say('guests')}`, this.table(['guest', 'capacity', 'came'], visitors)]),
    ];
  }

  /** @param level the access level that the items are numbered for */
  agenda(title: 'agenda' | 'closedAgenda', items: readonly RecordedItem[], level: number): string[] {
    if (items.length === 0) return [];
    const note = title === 'closedAgenda' ? [this.say('closedNumbers')] : [];
    return [`## ${this.say(title)}`, ...note, ...items.flatMap((item) => this.item(item, level))];
  }

  private item(item: RecordedItem, level: number): string[] {
    const number = item.numbers[level - 1] ?? '';
    const depth = number.split('.').length;
    const presenter = [item.presenterUnit, item.presenter].flatMap((each) => (each === null ? [] : [plain(each)]));
    return [
      `${'#'.repeat(2 + depth)} ${number} ${plain(item.title)}`,
      ...paragraphs(item.description ?? ''),
      this.list([
        ['kind', wordFor(this.locale, 'minutes.draft.kind', item.kind)],
        ['presenter', presenter.length === 0 ? null : presenter.join(' ')],
        ['outcome', plain(this.course(item))],
        ['speakers', item.speakers.length === 0 ? null : this.speakers(item.speakers)],
      ]),
      ...item.votes.flatMap((vote) => this.vote(vote)),
      ...item.decisions.flatMap((decision) => this.decision(decision)),
    ];
  }

  private speakers(speakers: readonly RecordedSpeaker[]): string {
    return speakers
      .map(({ speaker, unit, pointOfOrder }) => {
        const about = [...(unit === null ? [] : [unit]), ...(pointOfOrder ? [this.say('pointOfOrder')] : [])];
        return plain(
          about.length === 0 ? speaker : this.say('speaker', { speaker, about: about.join(this.say('comma')) }),
        );
      })
      .join(this.say('and'));
  }

  private decision({ text, outcome, actionItems }: RecordedDecision): string[] {
    const [first = '', ...rest] = paragraphs(text);
    const decided = wordFor(this.locale, 'minutes.draft.decided', outcome);
    const work = actionItems.map(({ text: what, units, dueOn }) => [
      plain(what),
      plain(units.join(this.say('and'))),
      dueOn === null ? this.say('none') : plain(dueOn),
    ]);
    return [
      `**${this.say('decision')}**${this.say('colon')}${decided}${this.say('colon')}${first}`,
      ...rest,
      ...(work.length === 0 ? [] : [this.table(['actionItem', 'responsible', 'dueOn'], work)]),
    ];
  }

  /** An annulled vote has no counts. */
  private vote(vote: RecordedVote): string[] {
    const { question, secret, threshold, base, eligible, cast, quorum, outcome, winner, options } = vote;
    const counted = options.map(({ label, count }) => [plain(label), String(count ?? '')]);
    const manner = [
      this.say(secret ? 'secret' : 'open'),
      wordFor(this.locale, 'minutes.draft.threshold', threshold),
      wordFor(this.locale, 'minutes.draft.base', base),
    ];
    const result = wordFor(this.locale, 'minutes.draft.outcome', outcome ?? 'ANNULLED');
    return [
      `**${this.say('vote')}**${this.say('colon')}${plain(question)}`,
      ...(outcome === null ? [] : [this.table(['option', 'votes'], counted)]),
      this.list([
        ['manner', manner.join(this.say('comma'))],
        ['ballots', plain(this.say('castOf', { cast, eligible }))],
        ['quorum', quorum === null ? null : plain(this.quorum(quorum))],
        ['result', winner === null ? result : `${result}${this.say('colon')}${plain(winner)}`],
      ]),
    ];
  }

  private course({ startedAt, elapsedSeconds, state }: RecordedItem): string {
    const reached = wordFor(this.locale, 'agenda.state', state);
    if (startedAt === null) return reached;
    return this.say('took', { at: this.moment(startedAt), duration: this.duration(elapsedSeconds), state: reached });
  }

  private presence({ stays, proxy }: Pick<RecordedUnit, 'stays' | 'proxy'>): string {
    const times = stays.map(({ arrivedAt, leftAt }) => {
      const from = this.moment(new Date(arrivedAt));
      return leftAt === null ? from : this.say('stay', { from, to: this.moment(new Date(leftAt)) });
    });
    if (times.length > 0) return plain(times.join(this.say('comma')));
    return proxy === null ? this.say('absent') : plain(this.say('proxy', { unit: proxy }));
  }

  private quorum({ required, present }: NonNullable<MeetingRecord['quorum']>): string {
    return this.say(present >= required ? 'quorumMet' : 'quorumMissed', { required, present });
  }

  private duration(elapsed: number): string {
    const [hours, minutes, seconds] = [Math.floor(elapsed / 3_600), Math.floor(elapsed / 60) % 60, elapsed % 60];
    return hours > 0 ? this.say('hours', { hours, minutes }) : this.say('minutes', { minutes, seconds });
  }

  private list(facts: readonly (readonly [label: Key, value: string | null])[]): string {
    return facts
      .flatMap(([label, value]) => (value === null ? [] : [`- **${this.say(label)}**${this.say('colon')}${value}`]))
      .join('\n');
  }

  private table(columns: readonly Key[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    return [line(columns.map((each) => this.say(each))), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
  }

  private orNone(text: string | null): string {
    return text === null ? this.say('none') : plain(text);
  }

  private moment(at: Date): string {
    return allianceMoment(at, this.record.timeZone);
  }

  private say(key: Key, parameters: MessageParameters = {}): string {
    return message(this.locale, `minutes.draft.${key}`, parameters);
  }
}
