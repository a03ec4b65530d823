import { untilJoined } from '../testkit/joined';
import type { RawSocket } from '../testkit/raw-socket';
import type { Partner, TestAlliance } from '../testkit/world/test-alliance';
import { rowId } from '../testkit/world/test-world';
import type { ProjectTruths } from './project-truths';

const DOCUMENT = `subscription ($unitId: ID!, $after: String) { opportunities(unitId: $unitId, after: $after) {
  cursor subject { ... on Need { id } ... on JointProject { id } } } }`;

interface Update {
  readonly cursor: string;
  readonly subject: { readonly id: string };
}

/** Somebody who follows a unit's opportunities, whose socket is cut now and then, and who goes on from the last that came. */
export class OpportunityFollower {
  private readonly received: Update[] = [];

  private constructor(
    private readonly alliance: TestAlliance,
    private readonly unit: Partner,
    private socket: RawSocket,
  ) {}

  /** Follows from now on; what comes first is something to go on from. */
  static async of(alliance: TestAlliance, unit: Partner): Promise<OpportunityFollower> {
    const { unitId, representative, name } = unit;
    const category = 'SAFETY';
    await alliance
      .as(representative)
      .make('publishResource', 'resource', { unitId, title: `${name}值守`, category, kind: 'TALENT' });
    const socket = await alliance.world.socket(representative);
    await untilJoined(() => socket.subscribe('1', DOCUMENT, { unitId }));
    const self = new OpportunityFollower(alliance, unit, socket);
    await arrived(socket, await self.sign());
    return self;
  }

  async comeBack(): Promise<void> {
    this.socket.close();
    await this.socket.closed;
    this.received.push(...updatesOf(this.socket));
    this.socket = await this.from(this.received.at(-1));
  }

  /** Expects that all came that fits the unit, each once, and that the same comes to whoever goes on from the beginning. */
  async expectAll(truths: ProjectTruths): Promise<void> {
    const last = await this.sign();
    await arrived(this.socket, last);
    this.received.push(...updatesOf(this.socket));
    const told = await truths.opportunities(rowId(this.unit.unitId));
    const subjects = subjectsOf(this.received);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(subjects.filter((each) => !told.some(({ subject }) => subject === each))).toEqual([]);
    const missed = told.filter(({ subject, wasAlwaysOpen }) => wasAlwaysOpen && !subjects.includes(subject));
    expect(missed).toEqual([]);

    const from = new Date();
    const again = await this.from(this.received[0]);
    await arrived(again, last);
    const replayed = subjectsOf(updatesOf(again));
    const until = new Date();
    // a deadline may pass meanwhile
    const isCertain = (subject: string): boolean =>
      !told.some(
        (each) => each.subject === subject && each.claimBy !== null && each.claimBy > from && each.claimBy < until,
      );
    const open = told.filter(({ isOpen }) => isOpen).map(({ subject }) => subject);
    const first = this.received[0]?.subject.id;
    expect(replayed.filter(isCertain).sort()).toEqual(open.filter((each) => each !== first && isCertain(each)).sort());
  }

  /** Publishes what fits the unit, and nobody changes; answers its id. */
  private sign(): Promise<string> {
    const { id: allianceId, secretariat } = this.alliance;
    const input = { allianceId, title: `${this.unit.name}值守`, category: 'SAFETY' };
    return this.alliance.as(secretariat).make('publishNeed', 'need', input);
  }

  private async from(update: Update | undefined): Promise<RawSocket> {
    const { unitId, representative } = this.unit;
    const socket = await this.alliance.world.socket(representative);
    socket.subscribe('1', DOCUMENT, { unitId, after: update?.cursor });
    return socket;
  }
}

function updatesOf({ messages }: RawSocket): Update[] {
  return messages.flatMap(({ type, payload }) =>
    type === 'next' ? [(payload as { data: { opportunities: Update } }).data.opportunities] : [],
  );
}

const subjectsOf = (updates: readonly Update[]): string[] => updates.map(({ subject }) => subject.id);

async function arrived(socket: RawSocket, subject: string): Promise<void> {
  await socket.message(() => subjectsOf(updatesOf(socket)).includes(subject));
}
