import type { TestServerOptions } from '../server';
import type { Answer, Sender, Somebody } from './caller';
import type { TestAlliance } from './test-alliance';
import { rowId, TestWorld } from './test-world';

export interface Item {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly state: string;
  readonly version: number;
  readonly expectedAt: string | null;
  readonly elapsedSeconds: number;
}

export interface Meeting {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly openedAt: string | null;
  readonly attendance:
    | readonly {
        id: string;
        unit: { id: string };
        response: string;
        representative: string | null;
        present: boolean;
        proxy: { id: string } | null;
      }[]
    | null;
  readonly guests: readonly { id: string; name: string; present: boolean }[] | null;
  readonly organisers: readonly { id: string }[];
  readonly agenda: {
    readonly revision: number;
    readonly current: { id: string } | null;
    readonly items: readonly Item[];
  };
  readonly [field: string]: unknown;
}

export interface Event {
  readonly revision: number;
  readonly content: {
    meeting?: true;
    attendances?: string[];
    items?: { id: string; was: number | null; is: number | null; moved?: true }[];
    shifted?: [string[], string[], string[]];
  };
}

const MEETING = `id status version visibility title startsAt endsAt venue openedAt closedAt cancelReason checkInCode
  quorum { required present met }
  scope { ... on Alliance { id } ... on SectorGroup { id } ... on AreaGroup { id } ... on Territory { id } } previous { id }
  organisers { id }
  attendance { id response representative present unit { id } proxy { id } } guests { id name present }
  agenda { revision current { id } items { id number title state version expectedAt elapsedSeconds } }`;

/** Two alliances, and in the first one people of every role around a sector group with three units. */
export class SectorMeetings {
  alliance!: TestAlliance;
  other!: TestAlliance;
  sector!: string;
  otherSector!: string;
  units!: readonly [string, string, string];
  /** Active, and not in the sector group. */
  outsideUnit!: string;
  organiser!: Somebody;
  convenor!: Somebody;
  liaison!: Somebody;
  observer!: Somebody;
  /** Of the first unit; and staff of the second. */
  representative!: Somebody;
  staff!: Somebody;

  private constructor(readonly world: TestWorld) {}

  static async open(options: TestServerOptions = {}): Promise<SectorMeetings> {
    const meetings = new SectorMeetings(await TestWorld.open(options));
    await meetings.furnish();
    return meetings;
  }

  close(): Promise<void> {
    return this.world.close();
  }

  private async furnish(): Promise<void> {
    const { world } = this;
    [this.alliance, this.other] = [await world.foundAlliance(), await world.foundAlliance()];
    const { alliance } = this;
    const group = (name: string) => alliance.create('createSectorGroup', 'sectorGroup', { name });
    [this.sector, this.otherSector] = [await group('民生服务'), await group('文化交流')];
    const unit = () => alliance.addUnit({ sectorGroupIds: [this.sector] });
    this.units = [await unit(), await unit(), await unit()];
    this.outsideUnit = await alliance.addUnit();
    await alliance.addUnit({ host: true, sectorGroupIds: [this.sector] });
    this.organiser = await this.withRole('ORGANISER');
    this.observer = await this.withRole('OBSERVER');
    this.convenor = await this.withRole('CONVENOR', { sectorGroupId: this.sector });
    this.liaison = await this.withRole('LIAISON', { sectorGroupId: this.sector });
    this.representative = await alliance.joinUnit(this.units[0], 'REPRESENTATIVE');
    this.staff = await alliance.joinUnit(this.units[1], 'STAFF');
  }

  private async withRole(role: string, more: object = {}): Promise<Somebody> {
    const somebody = await this.alliance.join();
    await this.alliance.create('grantAllianceRole', 'person', { personId: somebody.id, role, ...more });
    return somebody;
  }

  /** Runs a mutation that answers with a meeting. */
  run(mutation: string, input: object, caller: Sender): Promise<Answer<{ meeting: Meeting | null }>> {
    return this.world.as(caller).attempt(mutation, input, `meeting { ${MEETING} }`);
  }

  /** The same, where it must succeed. */
  async done(mutation: string, input: object, caller: Sender = this.organiser): Promise<Meeting> {
    const { meeting, userErrors } = await this.run(mutation, input, caller);
    if (meeting === null) throw new Error(`${mutation}: ${JSON.stringify(userErrors)}`);
    return meeting;
  }

  plan(more: object = {}): object {
    return {
      allianceId: this.alliance.id,
      scopeId: this.sector,
      kind: 'SECTOR_EXCHANGE',
      title: '三季度交流会',
      startsAt: '2026-11-23T01:00:00.000Z',
      visibility: 'PUBLIC',
      ...more,
    };
  }

  schedule(more: object = {}, caller: Sender = this.organiser): Promise<Meeting> {
    return this.done('scheduleMeeting', this.plan(more), caller);
  }

  /** A meeting with an agenda of these titles. */
  withAgenda(titles: readonly string[], more: object = {}): Promise<Meeting> {
    return this.schedule({
      agenda: titles.map((title) => ({ title, kind: 'DISCUSSION', plannedMinutes: 10 })),
      ...more,
    });
  }

  async opened(titles: readonly string[], more: object = {}): Promise<Meeting> {
    const { id } = await this.withAgenda(titles, more);
    return this.done('openMeeting', { meetingId: id });
  }

  async see(id: string, caller: Sender = this.organiser): Promise<Meeting | null> {
    const { meeting } = await this.world
      .as(caller)
      .query<{ meeting: Meeting | null }>(`query ($id: ID!) { meeting(id: $id) { ${MEETING} } }`, { id });
    return meeting;
  }

  /** Runs a mutation of the agenda. */
  agenda(
    mutation: string,
    input: object,
    caller: Sender = this.organiser,
  ): Promise<Answer<{ item?: Item | null; agenda: Meeting['agenda'] | null }>> {
    const item = 'id number title state version expectedAt elapsedSeconds';
    const own = mutation === 'removeAgendaItem' ? '' : `item { ${item} }`;
    const selection = `${own} agenda { revision current { id } items { ${item} } }`;
    return this.world.as(caller).attempt(mutation, input, selection);
  }

  /** What each audience would be told, in order. */
  events(meetingId: string): Promise<Event[]> {
    return this.world.sql('select revision, content from live_events where stream_id = $1 order by revision', [
      rowId(meetingId),
    ]);
  }

  lastEvent = async (meetingId: string): Promise<Event['content'] | undefined> =>
    (await this.events(meetingId)).at(-1)?.content;

  /** Revisions of all meetings that are missing, doubled, or ahead of their meeting. */
  gaps(): Promise<unknown[]> {
    return this.world.sql(
      `select m.id, m.revision, count(e.*) as events from joint_meetings m
       left join live_events e on e.stream_id = m.id and e.alliance_id = m.alliance_id
       group by m.id, m.revision
       having count(e.*) <> m.revision or max(e.revision) <> m.revision or min(e.revision) <> 1`,
    );
  }
}

/** An item's id without its prefix, as events name it. */
export const ids = (items: readonly { id: string }[]): string[] => items.map(({ id }) => rowId(id));

export const numbered = (agenda: { readonly items: readonly Item[] } | null): string[] =>
  agenda?.items.map(({ number, title }) => `${number} ${title}`) ?? [];

export const errors = ({ userErrors }: Pick<Answer, 'userErrors'>): unknown[] =>
  userErrors.map(({ code, path }) => [code, path?.join('.') ?? null]);

/** When an item is due, as the clock of the meeting's day shows it; null when it is not. */
export const dueAt = ({ expectedAt }: Item): string | null =>
  expectedAt === null ? null : new Date(expectedAt).toISOString().slice(11, 16);
