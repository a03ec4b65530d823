import type { Chance } from '../../testkit/random-run/chance';
import type { MeetingTruths } from '../../testkit/random-run/meeting-truths';
import { agendaQuery, stateOf, type AgendaState, type MeetingWithAgenda } from '../../testkit/agenda-state';
import type { Sender } from '../../testkit/world/caller';
import { rowId, type TestWorld } from '../../testkit/world/test-world';
import type { Watcher } from '../../testkit/watcher';

/** Somebody who looks at meetings, and the access level that they have to each of them. */
export interface Audience {
  readonly name: string;
  readonly level: 1 | 2 | 3 | 4;
  readonly by: Sender | null;
}

/** What items are about, whose steps are live. */
const SUBJECT = `subject {
  ... on Agreement { id standing: status parties { id signature { signedAt } } }
  ... on Consultation { id question progress: status recommendations { id text became: status response } } }`;
const AGENDA = agendaQuery(SUBJECT);

/** Follows meetings as each audience, on sockets that are cut, with servers that fall. */
export class MeetingFollowers {
  private readonly watchers = new Map<string, Watcher>();
  private readonly away = new Set<Watcher>();

  constructor(
    private readonly world: TestWorld,
    private readonly audiences: readonly Audience[],
    private readonly webSocketUrl: () => string,
  ) {}

  /** Begins to follow what is not followed yet. */
  follow(meetingIds: readonly string[]): void {
    for (const meetingId of meetingIds)
      for (const audience of this.audiences)
        if (!this.watchers.has(key(meetingId, audience))) this.begin(meetingId, audience);
  }

  /** Cuts somebody's line, or sends somebody away until the others have gone on. */
  disturb(chance: Chance): void {
    const watcher = chance.of([...this.watchers.values()]);
    if (watcher === undefined || this.away.has(watcher)) return;
    if (chance.percent(50)) watcher.cut();
    else {
      watcher.leave();
      this.away.add(watcher);
    }
  }

  /** Expects that each has what the query answers them now, told of each revision once; nothing where the meeting is hidden from them. */
  async expectAll(meetingIds: readonly string[]): Promise<void> {
    for (const watcher of this.away) watcher.comeBack();
    this.away.clear();
    await Promise.all(
      meetingIds.flatMap((meetingId) => this.audiences.map((audience) => this.expectOne(meetingId, audience))),
    );
  }

  /** Expects that the timeline is what each may be told. */
  async expectTimelines(meetingIds: readonly string[], truths: MeetingTruths): Promise<void> {
    for (const meetingId of meetingIds)
      for (const { name, level, by } of this.audiences.slice(1)) {
        const { meeting } = await this.world
          .as(by)
          .query<{ meeting: { timeline: { totalCount: number } } | null }>(
            'query ($id: ID!) { meeting(id: $id) { timeline(first: 1) { totalCount } } }',
            { id: meetingId },
          );
        if (meeting !== null)
          expect([name, meetingId, meeting.timeline.totalCount]).toEqual([
            name,
            meetingId,
            await truths.lines(rowId(meetingId), level),
          ]);
      }
  }

  private begin(meetingId: string, audience: Audience): Watcher {
    const watcher = this.world.watch(meetingId, audience.by, { url: this.webSocketUrl, ofItems: SUBJECT });
    this.watchers.set(key(meetingId, audience), watcher);
    return watcher;
  }

  private async expectOne(meetingId: string, audience: Audience): Promise<void> {
    const { by, level, name } = audience;
    const { meeting } = await this.world.as(by).query<{ meeting: MeetingWithAgenda | null }>(AGENDA, { meetingId });
    let watcher = this.watchers.get(key(meetingId, audience)) ?? this.begin(meetingId, audience);
    if (meeting === null) {
      expect([name, meetingId, await watcher.ended()]).toEqual([name, meetingId, ['NOT_FOUND']]);
      this.expectNothingHidden(watcher, audience);
      return;
    }
    // hidden from them for a while
    if (watcher.over?.[0] === 'NOT_FOUND') watcher = this.begin(meetingId, audience);
    await watcher.reached(meeting.agenda.revision);
    expect([name, meetingId, watcher.over, watcher.misfits]).toEqual([name, meetingId, null, 0]);
    const [shown, asked] = [watcher.state, stateOf(meeting)].map((state) => untilOver(state));
    expect([name, meetingId, shown]).toEqual([name, meetingId, asked]);
    const [first, ...others] = watcher.updates;
    others.reduce((before, update) => {
      expect(update.previousRevision).toBe(before);
      expect(update.revision).toBeGreaterThan(before);
      return update.revision;
    }, first?.revision ?? 0);
    this.expectNothingHidden(watcher, { ...audience, level });
  }

  /** Titles say from which access level on they are seen. */
  private expectNothingHidden({ frames }: Watcher, { level }: Audience): void {
    for (const hidden of ['【2】', '【3】', '【4】'].slice(level - 1))
      expect(frames.filter((frame) => frame.includes(hidden))).toEqual([]);
  }
}

/** Once a meeting is over, it does not follow what its items are about. */
function untilOver(state: AgendaState | null): AgendaState | null {
  if (state === null || !['CLOSED', 'CANCELLED'].includes(state.meeting.status)) return state;
  return { ...state, items: state.items.map((item) => ({ ...item, subject: null })) };
}

function key(meetingId: string, { name }: Audience): string {
  return `${name} ${meetingId}`;
}
