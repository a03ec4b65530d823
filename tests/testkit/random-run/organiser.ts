import type { Item } from '../agenda-state';
import type { Chance } from './chance';
import type { Somebody } from '../world/caller';
import type { TestAlliance } from '../world/test-alliance';

const VISIBILITIES = ['PUBLIC', 'PUBLIC', 'MEMBERS', 'CLOSED'];
const STATES = ['ACTIVE', 'ACTIVE', 'ACTIVE', 'PAUSED', 'DONE', 'POSTPONED', 'WITHDRAWN', 'PENDING'];
const FEW = 6;
const MANY = 40;

interface Asked {
  readonly mutation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Somebody who votes for a unit, and the unit. */
export interface Voter {
  readonly by: Somebody;
  readonly unitId: string;
}

interface Payload {
  readonly agenda?: { readonly items: readonly Item[] } | null;
  readonly meeting?: { readonly agenda: { readonly items: readonly Item[] } } | null;
}

/** Somebody who changes a meeting at random, by what it looked like when the answer before came. */
export class RandomOrganiser {
  private items: readonly Item[] = [];
  private named = 0;

  constructor(
    private readonly alliance: TestAlliance,
    private readonly by: Somebody,
    private readonly meetingId: string,
    private readonly unitIds: readonly string[],
    private readonly voter: Voter,
    private readonly chance: Chance,
    private readonly name: string,
  ) {}

  /** Asks for one change. It may be refused, and its answer may be lost with the server. */
  async change(): Promise<void> {
    const { mutation, input } = this.choose();
    const agenda = 'agenda { items { id parent { id } state votes { id state options { id } } } }';
    const ofItem = mutation.endsWith('AgendaItem') || mutation === 'setAgendaItemState';
    const select = mutation.endsWith('Vote') ? 'vote { id }' : ofItem ? agenda : `meeting { ${agenda} }`;
    try {
      const by = mutation === 'castVote' ? this.voter.by : this.by;
      const payload = await this.alliance.as(by).attempt<Payload>(mutation, input, select);
      this.items = payload.agenda?.items ?? payload.meeting?.agenda.items ?? this.items;
    } catch (error) {
      // the server that was asked is gone
      if (!(error instanceof TypeError)) throw error;
    }
  }

  private choose(): Asked {
    const { chance, meetingId, items } = this;
    const item = chance.of(items);
    const roll = chance.below(100);
    const vote = items.flatMap(({ votes }) => votes).find(({ state }) => state === 'OPEN');
    if (chance.percent(20) && item !== undefined) return vote === undefined ? this.open(item) : this.onVote(vote);
    if (item === undefined || items.length < FEW || (roll < 25 && items.length < MANY)) return this.add();
    if (roll < 30 || (roll < 40 && items.length >= MANY))
      return { mutation: 'removeAgendaItem', input: { itemId: item.id } };
    if (roll < 55) return { mutation: 'moveAgendaItem', input: { itemId: item.id, ...this.place(item.id) } };
    if (roll < 70)
      return { mutation: 'updateAgendaItem', input: { itemId: item.id, visibility: chance.of(VISIBILITIES) } };
    if (roll < 78)
      return {
        mutation: 'updateAgendaItem',
        input: { itemId: item.id, title: this.title(), plannedMinutes: chance.below(40) },
      };
    if (roll < 90) return { mutation: 'setAgendaItemState', input: { itemId: item.id, state: chance.of(STATES) } };
    if (roll < 96)
      return {
        mutation: 'checkIn',
        input: { meetingId, unitId: chance.of(this.unitIds), present: chance.percent(60) },
      };
    if (roll < 98)
      return {
        mutation: 'updateMeeting',
        input: { meetingId, title: this.title(), quorum: 1 + chance.below(this.unitIds.length) },
      };
    return { mutation: chance.percent(30) ? 'suspendMeeting' : 'openMeeting', input: { meetingId } };
  }

  private open({ id: itemId }: Item): Asked {
    const { chance } = this;
    const options = ['FOR', 'AGAINST'].map((kind) => ({ label: kind, kind }));
    const terms = { threshold: 'SIMPLE_MAJORITY', secret: chance.percent(50) };
    return { mutation: 'openVote', input: { itemId, question: this.title(), options, ...terms } };
  }

  private onVote({ id: voteId, options }: Item['votes'][number]): Asked {
    const { chance, voter } = this;
    const roll = chance.below(10);
    if (roll < 2) return { mutation: 'closeVote', input: { voteId } };
    if (roll < 3) return { mutation: 'annulVote', input: { voteId, reason: this.title() } };
    return { mutation: 'castVote', input: { voteId, unitId: voter.unitId, optionId: chance.of(options)?.id } };
  }

  private add(): Asked {
    const { chance, meetingId } = this;
    const item = {
      kind: 'REPORT',
      title: this.title(),
      plannedMinutes: chance.percent(80) ? chance.below(60) : null,
      ...(chance.percent(70) ? { visibility: chance.of(VISIBILITIES) } : {}),
      ...(chance.percent(30) ? { presenterUnitId: chance.of(this.unitIds) } : {}),
    };
    return { mutation: 'addAgendaItem', input: { meetingId, item, ...this.place('') } };
  }

  /** At the top in two of five cases, otherwise under another item; at the end, first, or after a sibling. */
  private place(itemId: string): Readonly<Record<string, unknown>> {
    const { chance } = this;
    const parentId = chance.percent(40) ? null : (chance.of(this.items.filter(({ id }) => id !== itemId))?.id ?? null);
    const siblings = this.items.filter(({ id, parent }) => id !== itemId && (parent?.id ?? null) === parentId);
    const after = chance.percent(30)
      ? {}
      : { afterItemId: chance.percent(30) ? null : (chance.of(siblings)?.id ?? null) };
    return { parentId, ...after };
  }

  private title(): string {
    this.named += 1;
    return `${this.name}的第${this.named}项`;
  }
}
