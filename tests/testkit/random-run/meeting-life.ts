import { globalId } from '../../../src/platform/database/ids';
import type { Somebody } from '../world/caller';
import type { Partner, TestAlliance } from '../world/test-alliance';
import { rowId } from '../world/test-world';
import type { Chance } from './chance';
import { MeetingMatters } from './meeting-matters';
import type { RandomLife } from './random-life';

interface Item {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly parent: { readonly id: string } | null;
  readonly speakers: readonly {
    readonly id: string;
    readonly state: string;
    readonly pointOfOrder: boolean;
    readonly unit: { readonly id: string } | null;
  }[];
  readonly votes: readonly Vote[];
  readonly decisions: readonly { readonly actionItems: readonly ActionItem[] }[];
}

interface Vote {
  readonly id: string;
  readonly state: string;
  readonly basis: string;
  readonly cast: number;
  readonly outcome: string | null;
  readonly options: readonly { readonly id: string }[];
}

interface ActionItem {
  readonly id: string;
  readonly status: string;
  readonly units: readonly { readonly id: string }[];
}

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly checkInCode: string;
  readonly attendance: readonly {
    readonly present: boolean;
    readonly unit: { readonly id: string };
    readonly proxy: { readonly id: string } | null;
  }[];
  readonly guests: readonly { readonly id: string; readonly name: string; readonly capacity: string }[];
  readonly minutes: { readonly version: number; readonly approvedAt: string | null } | null;
  readonly agenda: { readonly items: readonly Item[] };
}

const SHOWN = `query ($id: ID!) { meeting(id: $id) {
  id status version checkInCode attendance { present unit { id } proxy { id } } guests { id name capacity } minutes { version approvedAt }
  agenda { items { id state version parent { id } speakers { id state pointOfOrder unit { id } }
    votes { id state basis cast outcome options { id } } decisions { actionItems { id status units { id } } } } } } }`;

const VISIBILITIES = ['PUBLIC', 'PUBLIC', 'MEMBERS', 'CLOSED'] as const;
const STATES = ['ACTIVE', 'ACTIVE', 'ACTIVE', 'PAUSED', 'DONE', 'POSTPONED', 'WITHDRAWN', 'PENDING'] as const;
/** Those of items to which people may speak. */
const OPEN_STATES: readonly string[] = ['PENDING', 'ACTIVE', 'PAUSED'];
const OPTIONS = [
  [
    { label: '赞成', kind: 'FOR' },
    { label: '反对', kind: 'AGAINST' },
    { label: '弃权', kind: 'ABSTAIN' },
  ],
  ['甲', '乙', '丙'].map((label) => ({ label, kind: 'CHOICE' })),
] as const;
const AFTER_VOTES: Readonly<Record<string, string>> = { CARRIED: 'ADOPTED', NOT_CARRIED: 'REJECTED' };
const UNITS = ['南湖小学', '南湖医院', '南湖书店', '南湖公证处', '南湖银行', '南湖社区'];
const MINUTE = 60_000;
/** An agenda with so many items is long enough to move things about in. */
const LONG = 14;

/** Everybody who has to do with the meetings of an alliance. */
export interface MeetingPeople {
  readonly secretariat: Somebody;
  /** With the alliance's role. */
  readonly organisers: readonly Somebody[];
  readonly convenor: Somebody;
  /** The group whose meetings the convenor runs. */
  readonly sectorId: string;
  readonly observer: Somebody;
  /** Units with a representative each; the first is always invited, and the last comes and goes. */
  readonly partners: readonly Partner[];
  /** Represents the second and the third unit, besides those. */
  readonly both: Somebody;
  /** Of the first units' staff, one each: they act for it, and do not vote. */
  readonly staff: readonly Somebody[];
  readonly experts: readonly (Somebody & { readonly appointment: string })[];
}

const STAFFED = 4;
const EXPERTS = 3;

/** Everybody around a sector group and six units: planted. */
export async function meetingPeople(own: TestAlliance): Promise<MeetingPeople> {
  const sectorId = await own.create('createSectorGroup', 'sectorGroup', { name: '民生服务' });
  const partners = await own.partners(...UNITS);
  const convenor = await own.person('召集人');
  await own.create('grantAllianceRole', 'person', { personId: convenor.id, role: 'CONVENOR', sectorGroupId: sectorId });
  const expert = async (name: string): Promise<MeetingPeople['experts'][number]> => {
    const person = await own.person(name, ['EXPERT']);
    const appointment = await own.create('appointExpert', 'expert', { personId: person.id, fields: ['医疗'] });
    return { ...person, appointment };
  };
  return {
    secretariat: own.secretariat,
    organisers: [own.organiser, await own.person('组织员乙', ['ORGANISER'])],
    convenor,
    sectorId,
    observer: await own.person('观察员', ['OBSERVER']),
    partners,
    both: await own.person(
      '两家代表',
      [],
      partners.slice(1, 3).map(({ unitId }) => unitId),
    ),
    staff: await Promise.all(partners.slice(0, STAFFED).map((partner) => own.agreements.staff(partner))),
    experts: await Promise.all(Array.from({ length: EXPERTS }, (_, place) => expert(`专家${place}`))),
  };
}

type Doing = (chance: Chance, meeting: Shown) => Promise<unknown>;
type Doings = readonly (readonly [share: number, doing: Doing])[];

/** What a unit chooses in a vote in which nobody changes their mind: so its totals are known, though it is secret. */
export function steadyChoice(voteId: string, unitPlace: number, options: number): number | null {
  return parseInt(voteId.slice(-1), 16) % 4 === 0 ? null : unitPlace % options;
}

/** Meetings of an alliance that live at random. */
export class MeetingLife {
  private readonly meetings: string[] = [];
  private readonly matters: MeetingMatters;
  private made = 0;

  constructor(
    private readonly life: RandomLife,
    private readonly people: MeetingPeople,
    /** At most so many meetings go on at once: those that are made next take the place of the first. */
    private readonly atOnce: number,
  ) {
    this.matters = new MeetingMatters(life, people);
  }

  get all(): readonly string[] {
    return this.meetings;
  }

  /** Those at which something is done at the moment. */
  get current(): readonly string[] {
    return this.meetings.slice(-this.atOnce);
  }

  /** Does some one thing: at a meeting that goes on, or beside all of them. */
  async act(chance: Chance): Promise<void> {
    if (this.current.length < this.atOnce || chance.percent(0.7)) return this.schedule(chance);
    if (chance.percent(3)) return this.beside(chance);
    if (chance.percent(15)) return this.matters.act(chance, this.current);
    await this.actAt(chance, chance.one(this.current));
  }

  /** Does some one thing at this meeting. */
  async actAt(chance: Chance, meetingId: string): Promise<void> {
    const { meeting } = await this.life.alliance
      .as(this.people.secretariat)
      .query<{ meeting: Shown }>(SHOWN, { id: meetingId });
    const likely = this.doings[meeting.status] ?? [];
    const all = Object.values(this.doings).flat();
    await chance.drawn(chance.percent(4) || likely.length === 0 ? all : likely)(chance, meeting);
  }

  schedule = async (chance: Chance): Promise<void> => {
    const { people, life } = this;
    const isSectors = chance.percent(40);
    const invited = this.someUnits(chance);
    const made = await life.act<{ meeting: { id: string } }>(
      isSectors && chance.percent(60) ? people.convenor : this.runner(chance),
      'scheduleMeeting',
      {
        allianceId: life.alliance.id,
        ...(isSectors ? { scopeId: people.sectorId } : {}),
        kind: isSectors ? 'SECTOR_EXCHANGE' : 'JOINT',
        title: this.name('会议'),
        startsAt: new Date(Date.now() + (chance.below(80) - 30) * MINUTE),
        visibility: chance.one(VISIBILITIES),
        inviteUnitIds: invited,
        guests: this.guests(chance),
        quorum: chance.maybe(() => 1 + chance.below(invited.length)),
        draft: chance.percent(25),
        templateId: chance.percent(20) ? await this.matters.template(chance) : null,
        agenda: await this.items(chance),
      },
      'meeting { id }',
    );
    if (made !== null) this.meetings.push(made.meeting.id);
  };

  /** By the status of the meeting. */
  private readonly doings: Readonly<Record<string, Doings>> = {
    DRAFT: [
      [6, (chance, { id }) => this.run(chance, 'publishMeeting', { meetingId: id })],
      [3, (chance, meeting) => this.update(chance, meeting)],
      [4, (chance, meeting) => this.add(chance, meeting)],
      [1, (chance, meeting) => this.cancel(chance, meeting)],
    ],
    SCHEDULED: [
      [6, (chance, { id }) => this.run(chance, 'openMeeting', { meetingId: id })],
      [5, (chance, meeting) => this.answer(chance, meeting)],
      [5, (chance, meeting) => this.add(chance, meeting)],
      [3, (chance, meeting) => this.move(chance, meeting)],
      [2, (chance, meeting) => this.edit(chance, meeting)],
      [1, (chance, meeting) => this.remove(chance, meeting)],
      [3, (chance, meeting) => this.update(chance, meeting)],
      [3, (chance, meeting) => this.checkIn(chance, meeting)],
      [0.3, (chance, meeting) => this.cancel(chance, meeting)],
    ],
    IN_SESSION: [
      [11, (chance, meeting) => this.setState(chance, meeting)],
      [5, (chance, meeting) => this.add(chance, meeting)],
      [5, (chance, meeting) => this.move(chance, meeting)],
      [4, (chance, meeting) => this.edit(chance, meeting)],
      [2, (chance, meeting) => this.hideForAMoment(chance, meeting)],
      [1, (chance, meeting) => this.remove(chance, meeting)],
      [14, (chance, meeting) => this.checkIn(chance, meeting)],
      [4, (chance, meeting) => this.answer(chance, meeting)],
      [6, (chance, meeting) => this.speak(chance, meeting)],
      [7, (chance, meeting) => this.setTurn(chance, meeting)],
      [2, (chance, meeting) => this.reorder(chance, meeting)],
      [7, (chance, meeting) => this.openVote(chance, meeting)],
      [20, (chance, meeting) => this.cast(chance, meeting)],
      [4, (chance, meeting) => this.closeVote(chance, meeting)],
      [1, (chance, meeting) => this.annul(chance, meeting)],
      [4, (chance, meeting) => this.decide(chance, meeting)],
      [2, (chance, meeting) => this.report(chance, meeting)],
      [2, (chance, meeting) => this.update(chance, meeting)],
      [1, (chance, { id }) => this.run(chance, 'suspendMeeting', { meetingId: id })],
      [0.5, (chance, { id }) => this.run(chance, 'closeMeeting', { meetingId: id })],
    ],
    RECESS: [
      [5, (chance, { id }) => this.run(chance, 'openMeeting', { meetingId: id })],
      [0.5, (chance, { id }) => this.run(chance, 'closeMeeting', { meetingId: id })],
      [3, (chance, meeting) => this.checkIn(chance, meeting)],
      [4, (chance, meeting) => this.cast(chance, meeting)],
      [1, (chance, meeting) => this.closeVote(chance, meeting)],
      [1, (chance, meeting) => this.move(chance, meeting)],
    ],
    CLOSED: [
      [5, (chance, meeting) => this.write(chance, meeting)],
      [3, (chance, meeting) => this.approve(chance, meeting)],
      [2, (chance, meeting) => this.report(chance, meeting)],
      [1, (chance) => this.schedule(chance)],
    ],
    CANCELLED: [[1, (chance) => this.schedule(chance)]],
  };

  private readonly doingsBeside: readonly (readonly [share: number, doing: (chance: Chance) => Promise<unknown>])[] = [
    [1, (chance) => this.scheduleSeries(chance)],
    [1, (chance) => this.endSeries(chance)],
    [1, () => this.adopt()],
    [1, (chance) => this.suspend(chance)],
    [2, (chance) => this.reinstate(chance)],
  ];

  private async beside(chance: Chance): Promise<void> {
    await chance.drawn(this.doingsBeside)(chance);
  }

  private name(what: string): string {
    this.made += 1;
    return `${what}${this.made}`;
  }

  private runner(chance: Chance): Somebody {
    return chance.one([...this.people.organisers, this.people.secretariat]);
  }

  /** Mostly those who run it, sometimes people who may not, or only at some meetings. */
  private hand(chance: Chance): Somebody {
    const { partners, both, convenor, observer } = this.people;
    const others = [convenor, convenor, convenor, both, observer, ...partners.map((each) => each.representative)];
    return chance.percent(15) ? chance.one(others) : this.runner(chance);
  }

  private run(chance: Chance, mutation: string, input: object): Promise<unknown> {
    return this.life.act(this.hand(chance), mutation, input);
  }

  private partner(unitId: string | undefined): Partner | undefined {
    return this.people.partners.find((each) => each.unitId === unitId);
  }

  /** Mostly the unit's people. */
  private of(chance: Chance, unitId: string | undefined): Partner | Somebody {
    const { partners, both } = this.people;
    const isBoths = partners.slice(1, 3).some((each) => each.unitId === unitId);
    const own = this.partner(unitId) ?? this.runner(chance);
    const staff = unitId === undefined ? undefined : this.people.staff[this.placeOf(unitId)];
    if (staff !== undefined && chance.percent(10)) return staff;
    return chance.percent(15) ? this.hand(chance) : isBoths && chance.percent(50) ? both : own;
  }

  private someUnits(chance: Chance): string[] {
    const [first, ...others] = this.people.partners.map(({ unitId }) => unitId);
    return [first ?? '', ...chance.some(others, 2)];
  }

  private unitIn(chance: Chance, { attendance }: Shown): string | undefined {
    return chance.percent(95) ? chance.of(attendance)?.unit.id : chance.one(this.people.partners).unitId;
  }

  private guests(chance: Chance): object[] {
    return ['沈阿姨', '王师傅', '李教授'].slice(0, chance.below(4)).map((name) => ({ name, capacity: 'RESIDENT' }));
  }

  private async items(chance: Chance): Promise<object[]> {
    const items: object[] = [];
    for (let left = chance.below(4); left > 0; left -= 1) items.push(await this.item(chance, null));
    return items;
  }

  private async item(chance: Chance, meetingId: string | null): Promise<object> {
    return {
      title: this.name('议题'),
      kind: 'DISCUSSION',
      plannedMinutes: chance.maybe(() => chance.below(40)),
      ...(chance.percent(60) ? { visibility: chance.one(VISIBILITIES) } : {}),
      subjectId: await this.matters.subject(chance, meetingId),
    };
  }

  private update(chance: Chance, { id, version, guests }: Shown): Promise<unknown> {
    const kept = guests.map(({ name, capacity }) => ({ name, capacity }));
    return this.run(chance, 'updateMeeting', {
      meetingId: id,
      ...chance.one<object>([
        { title: this.name('更名'), expectedVersion: version - (chance.percent(20) ? 1 : 0) },
        { visibility: chance.one(VISIBILITIES) },
        { visibility: chance.one(VISIBILITIES) },
        { quorum: chance.maybe(() => 1 + chance.below(4)) },
        { turnsPerUnit: chance.maybe(() => 1 + chance.below(2)) },
        { inviteUnitIds: this.someUnits(chance) },
        { inviteUnitIds: this.someUnits(chance) },
        { guests: chance.percent(50) ? kept.slice(0, 1) : [...kept, { name: this.name('来宾'), capacity: 'EXPERT' }] },
        { startsAt: new Date(Date.now() + chance.below(50) * MINUTE) },
        { organiserIds: chance.some([this.people.convenor, this.people.both], 0).map((each) => each.id) },
      ]),
    });
  }

  private cancel(chance: Chance, { id }: Shown): Promise<unknown> {
    return this.run(chance, 'cancelMeeting', { meetingId: id, reason: '改期' });
  }

  private async add(chance: Chance, meeting: Shown): Promise<unknown> {
    if (meeting.agenda.items.length >= LONG) return this.move(chance, meeting);
    return this.run(chance, 'addAgendaItem', {
      meetingId: meeting.id,
      item: await this.item(chance, meeting.id),
      ...this.place(chance, meeting, null),
    });
  }

  /** Under any item, also where it cannot stand: under itself, what is below it, or too deep. */
  private place(chance: Chance, { agenda }: Shown, itemId: string | null): Readonly<Record<string, unknown>> {
    const parentId = chance.percent(40) ? null : (chance.of(agenda.items)?.id ?? null);
    const siblings = agenda.items.filter(({ id, parent }) => id !== itemId && (parent?.id ?? null) === parentId);
    const after = chance.percent(30) ? {} : { afterItemId: chance.maybe(() => chance.of(siblings)?.id ?? null) };
    return { parentId, ...after };
  }

  private move(chance: Chance, meeting: Shown): Promise<unknown> {
    const itemId = chance.of(meeting.agenda.items)?.id;
    if (itemId === undefined) return this.add(chance, meeting);
    return this.run(chance, 'moveAgendaItem', { itemId, ...this.place(chance, meeting, itemId) });
  }

  private async edit(chance: Chance, meeting: Shown): Promise<unknown> {
    const item = chance.of(meeting.agenda.items);
    if (item === undefined) return this.add(chance, meeting);
    return this.run(chance, 'updateAgendaItem', {
      itemId: item.id,
      ...chance.one<object>([
        { visibility: chance.one(VISIBILITIES) },
        { visibility: chance.one(VISIBILITIES) },
        { plannedMinutes: chance.below(40) },
        { title: this.name('改题'), expectedVersion: item.version - (chance.percent(20) ? 1 : 0) },
        { presenterUnitId: chance.one(this.people.partners).unitId },
        { subjectId: await this.matters.subject(chance, meeting.id) },
      ]),
    });
  }

  /** While something else is moved, so that it comes back with another number. */
  private async hideForAMoment(chance: Chance, meeting: Shown): Promise<void> {
    const itemId = chance.of(meeting.agenda.items)?.id;
    if (itemId === undefined) return;
    await this.life.act(this.runner(chance), 'updateAgendaItem', { itemId, visibility: 'CLOSED' });
    await this.move(chance, meeting);
    await this.life.act(this.runner(chance), 'updateAgendaItem', { itemId, visibility: 'PUBLIC' });
  }

  private remove(chance: Chance, meeting: Shown): Promise<unknown> {
    const itemId = chance.of(meeting.agenda.items)?.id;
    return itemId === undefined ? this.add(chance, meeting) : this.run(chance, 'removeAgendaItem', { itemId });
  }

  private setState(chance: Chance, meeting: Shown): Promise<unknown> {
    const itemId = chance.of(meeting.agenda.items)?.id;
    if (itemId === undefined) return this.add(chance, meeting);
    return this.run(chance, 'setAgendaItemState', { itemId, state: chance.one(STATES) });
  }

  private answer(chance: Chance, meeting: Shown): Promise<unknown> {
    const unitId = this.unitIn(chance, meeting);
    const accept = chance.percent(35);
    return this.life.act(this.of(chance, unitId), 'respondToInvitation', {
      meetingId: meeting.id,
      unitId,
      accept,
      ...(!accept && chance.percent(75) ? { proxyUnitId: this.unitIn(chance, meeting) } : {}),
      ...(chance.percent(accept ? 40 : 5) ? { representative: this.name('参会人') } : {}),
    });
  }

  /** By those who run the meeting, for one, many or a guest; or with the room's code, sometimes a wrong one. */
  private checkIn(chance: Chance, meeting: Shown): Promise<unknown> {
    const meetingId = meeting.id;
    const present = chance.percent(75);
    const unitId = this.unitIn(chance, meeting);
    const code = chance.percent(80) ? meeting.checkInCode : '000000';
    const several = chance.some(meeting.attendance, 0).map(({ unit }) => unit.id);
    return chance.one([
      () => this.run(chance, 'checkIn', { meetingId, unitId, present }),
      () => this.run(chance, 'checkIn', { meetingId, unitId, present, representative: this.name('代到人') }),
      () => this.run(chance, 'checkIn', { meetingId, unitIds: several, present }),
      () => this.run(chance, 'checkIn', { meetingId, guestId: chance.of(meeting.guests)?.id, present }),
      () => this.life.act(this.of(chance, unitId), 'checkIn', { meetingId, unitId, present, code }),
      () => this.life.act(this.of(chance, unitId), 'checkIn', { meetingId, unitId, present, code }),
    ])();
  }

  private speak(chance: Chance, meeting: Shown): Promise<unknown> {
    const [first] = meeting.agenda.items.filter(({ state }) => OPEN_STATES.includes(state));
    const itemId = (chance.percent(70) ? first : chance.of(meeting.agenda.items))?.id;
    const unitId = chance.percent(85) ? this.unitIn(chance, meeting) : undefined;
    if (itemId === undefined) return this.add(chance, meeting);
    return this.life.act(this.of(chance, unitId), 'requestToSpeak', {
      itemId,
      unitId,
      speaker: this.name('发言人'),
      pointOfOrder: chance.percent(20),
    });
  }

  private setTurn(chance: Chance, meeting: Shown): Promise<unknown> {
    const queued = meeting.agenda.items.filter(({ speakers }) => speakers.length > 0);
    const item = chance.of([...queued, ...queued.filter(({ state }) => state === 'ACTIVE')]);
    const turn = chance.of(item?.speakers ?? []);
    if (turn === undefined) return this.speak(chance, meeting);
    const state = turn.state === 'WAITING' ? chance.one(['SPEAKING', 'SPEAKING', 'WITHDRAWN']) : 'DONE';
    return this.life.act(
      state === 'WITHDRAWN' ? this.of(chance, turn.unit?.id) : this.hand(chance),
      'setSpeakerState',
      {
        turnId: turn.id,
        state,
        ...(state === 'SPEAKING' && chance.percent(40) ? { limitSeconds: 60 + chance.below(300) } : {}),
      },
    );
  }

  private reorder(chance: Chance, meeting: Shown): Promise<unknown> {
    const waits = ({ speakers }: Item): string[] =>
      speakers.filter(({ state, pointOfOrder }) => state === 'WAITING' && !pointOfOrder).map(({ id }) => id);
    const item = meeting.agenda.items.find((each) => waits(each).length > 1);
    if (item === undefined) return this.speak(chance, meeting);
    return this.run(chance, 'reorderSpeakers', { itemId: item.id, turnIds: chance.some(waits(item), 1) });
  }

  private openVote(chance: Chance, meeting: Shown): Promise<unknown> {
    const itemId = chance.of(meeting.agenda.items)?.id;
    if (itemId === undefined) return this.add(chance, meeting);
    return this.run(chance, 'openVote', {
      itemId,
      question: this.name('是否通过'),
      options: chance.one(OPTIONS),
      threshold: chance.one(['SIMPLE_MAJORITY', 'SIMPLE_MAJORITY', 'TWO_THIRDS', 'UNANIMOUS']),
      base: chance.one(['CAST', 'CAST', 'ELIGIBLE']),
      basis: chance.percent(85) ? 'UNIT' : 'PERSON',
      secret: chance.percent(50),
    });
  }

  private votes({ agenda }: Shown, state: string): Vote[] {
    return agenda.items.flatMap(({ votes }) => votes).filter((vote) => vote.state === state);
  }

  private cast(chance: Chance, meeting: Shown): Promise<unknown> {
    const vote = chance.of(this.votes(meeting, 'OPEN'));
    if (vote === undefined) return this.openVote(chance, meeting);
    const { id: voteId, options } = vote;
    if (vote.basis === 'PERSON')
      return this.run(chance, 'castVote', {
        voteId,
        guestId: chance.of(meeting.guests)?.id,
        optionId: chance.one(options).id,
      });
    const here = meeting.attendance.filter(({ present, proxy }) => present || proxy !== null);
    if (here.length === 0 && chance.percent(90)) return this.checkIn(chance, meeting);
    const unitId = chance.percent(80) ? chance.of(here)?.unit.id : this.unitIn(chance, meeting);
    const steady = steadyChoice(voteId, this.placeOf(unitId), options.length);
    const seat = meeting.attendance.find(({ unit }) => unit.id === unitId);
    const actor = seat?.present === true || seat?.proxy == null ? unitId : seat.proxy.id;
    return this.life.act(this.of(chance, actor), 'castVote', {
      voteId,
      unitId,
      optionId: (steady === null ? chance.one(options) : options[steady])?.id,
      forCarried: steady === null && chance.percent(30),
    });
  }

  private placeOf(unitId: string | undefined): number {
    return Math.max(
      0,
      this.people.partners.findIndex((each) => each.unitId === unitId),
    );
  }

  private closeVote(chance: Chance, meeting: Shown): Promise<unknown> {
    const isDue = chance.percent(35);
    const open = this.votes(meeting, 'OPEN').filter(({ cast }) => isDue || cast > 1);
    const voteId = chance.of(chance.percent(95) ? open : this.votes(meeting, 'CLOSED'))?.id;
    return voteId === undefined ? this.cast(chance, meeting) : this.run(chance, 'closeVote', { voteId });
  }

  private annul(chance: Chance, meeting: Shown): Promise<unknown> {
    const voteId = chance.of(this.votes(meeting, chance.percent(90) ? 'OPEN' : 'CLOSED'))?.id;
    return voteId === undefined
      ? this.cast(chance, meeting)
      : this.run(chance, 'annulVote', { voteId, reason: '程序有误' });
  }

  private decide(chance: Chance, meeting: Shown): Promise<unknown> {
    const item = chance.of(meeting.agenda.items.filter(({ state }) => state !== 'PENDING'));
    if (item === undefined) return this.setState(chance, meeting);
    const vote = chance.percent(70) ? chance.of(item.votes) : undefined;
    const outcome = chance.percent(80) ? (AFTER_VOTES[vote?.outcome ?? ''] ?? 'DEFERRED') : 'ADOPTED';
    return this.run(chance, 'recordDecision', {
      itemId: item.id,
      voteId: vote?.id,
      text: this.name('决定'),
      outcome,
      actionItems: Array.from({ length: chance.below(3) }, () => ({
        text: this.name('落实'),
        dueOn: chance.maybe(() => this.life.day(0, 9, chance)),
        unitIds: chance.some(meeting.attendance.slice(0, 3), 1).map(({ unit }) => unit.id),
      })),
    });
  }

  private report(chance: Chance, meeting: Shown): Promise<unknown> {
    const items = meeting.agenda.items.flatMap(({ decisions }) => decisions.flatMap(({ actionItems }) => actionItems));
    const item = chance.of(items);
    if (item === undefined)
      return meeting.status === 'CLOSED' ? this.write(chance, meeting) : this.decide(chance, meeting);
    return this.life.act(this.of(chance, item.units[0]?.id), 'setActionItemStatus', {
      actionItemId: item.id,
      status: chance.one(['DONE', 'DONE', 'OPEN', 'CANCELLED']),
    });
  }

  private write(chance: Chance, { id, minutes }: Shown): Promise<unknown> {
    return this.run(chance, 'writeMinutes', {
      meetingId: id,
      ...(chance.percent(40) ? {} : { body: this.name('# 纪要\n\n') }),
      ...(chance.percent(20) ? { closedBody: chance.maybe(() => this.name('内情')) } : {}),
      ...(chance.percent(50) ? { expectedVersion: minutes?.version ?? 0 } : {}),
    });
  }

  private approve(chance: Chance, { id, minutes }: Shown): Promise<unknown> {
    return this.run(chance, 'approveMinutes', {
      meetingId: id,
      expectedVersion: (minutes?.version ?? 0) - (chance.percent(15) ? 1 : 0),
    });
  }

  private async scheduleSeries(chance: Chance): Promise<void> {
    const { people, life } = this;
    const firstStartsAt = new Date(Date.now() + (1 + chance.below(10)) * 24 * 60 * MINUTE);
    await life.act(this.runner(chance), 'scheduleSeries', {
      allianceId: life.alliance.id,
      ...(chance.percent(50) ? { scopeId: people.sectorId } : {}),
      kind: 'SECTOR_EXCHANGE',
      title: this.name('例会'),
      firstStartsAt,
      minutes: 90,
      recurrence: 'FREQ=WEEKLY;INTERVAL=2',
      visibility: chance.one(VISIBILITIES),
      inviteUnitIds: this.someUnits(chance),
      templateId: await this.matters.template(chance),
    });
  }

  private async endSeries(chance: Chance): Promise<void> {
    const rows = await this.rows(`select id from meeting_series where alliance_id = $1 and ended_on is null`);
    if (rows.length > 1)
      await this.life.act(this.hand(chance), 'endSeries', { seriesId: globalId('series', chance.one(rows)) });
  }

  /** Goes on with a draft that a series made. */
  private async adopt(): Promise<void> {
    const [draft] = await this.rows(
      `select id from joint_meetings where alliance_id = $1 and series_id is not null and status = 'DRAFT' order by starts_at limit 1`,
    );
    const id = draft === undefined ? undefined : globalId('meeting', draft);
    if (id !== undefined && !this.meetings.includes(id)) this.meetings.push(id);
  }

  private async rows(text: string): Promise<string[]> {
    const { world, id } = this.life.alliance;
    return (await world.sql<{ id: string }>(text, [rowId(id)])).map((row) => row.id);
  }

  private async suspend(chance: Chance): Promise<void> {
    const unitId = this.people.partners.at(-1)?.unitId;
    await this.life.act(this.hand(chance), 'suspendMembership', { unitId, reason: '整改' });
  }

  private async reinstate(chance: Chance): Promise<void> {
    const unitId = this.people.partners.at(-1)?.unitId;
    await this.life.act(this.hand(chance), 'reinstateMembership', { unitId });
  }
}
