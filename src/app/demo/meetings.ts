import { noRights, AllianceRole } from '../../modules/alliance';
import {
  addAgendaItem,
  approveMinutes,
  cancelMeeting,
  checkIn,
  closeMeeting,
  openMeeting,
  openVote,
  recordDecision,
  requestToSpeak,
  respondToInvitation,
  scheduleMeeting,
  setAgendaItemState,
  writeMinutes,
  type AgendaItemInput,
} from '../../modules/meetings';
import { AgendaItemKind, AgendaItemState } from '../../modules/meetings/agenda/agenda.entity';
import { GuestCapacity, MeetingKind, Visibility } from '../../modules/meetings/meeting/meeting.entity';
import { DecisionOutcome } from '../../modules/meetings/decision/decision.entity';
import { VoteOptionKind, VoteThreshold } from '../../modules/meetings/vote/vote.entity';
import { globalId } from '../../platform/database/ids';
import type { WriteTransaction } from '../../platform/writes/transaction';
import { as, done, type DemoWorld } from './acting';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

interface DemoItem {
  readonly title: string;
  readonly kind: AgendaItemKind;
  readonly minutes: number;
  readonly visibility?: Visibility;
  readonly children?: readonly DemoItem[];
}

const { REPORT, DISCUSSION, DECISION, SIGNING, SHOWCASE, INFORMATION, BREAK } = AgendaItemKind;

/** The agenda of the meeting in session: 20 items at two levels. */
const AGENDA: readonly DemoItem[] = [
  { title: '签到与开场', kind: INFORMATION, minutes: 5 },
  {
    title: '上季度联席会议议定事项办理情况',
    kind: REPORT,
    minutes: 10,
    children: [
      { title: '口袋公园改造完成情况', kind: REPORT, minutes: 5 },
      { title: '老旧小区加装电梯进展', kind: REPORT, minutes: 8 },
      { title: '未按期办结事项说明', kind: REPORT, minutes: 5, visibility: Visibility.MEMBERS },
    ],
  },
  {
    title: '居民需求清单发布',
    kind: INFORMATION,
    minutes: 10,
    children: [
      { title: '为老服务需求', kind: INFORMATION, minutes: 5 },
      { title: '暑期托管需求', kind: INFORMATION, minutes: 5 },
    ],
  },
  { title: '成员单位资源清单发布', kind: INFORMATION, minutes: 10 },
  { title: '茶歇', kind: BREAK, minutes: 10 },
  {
    title: '共建项目认领',
    kind: DISCUSSION,
    minutes: 15,
    visibility: Visibility.MEMBERS,
    children: [
      { title: '社区食堂共建项目', kind: DISCUSSION, minutes: 10 },
      { title: '项目经费分担方案', kind: DECISION, minutes: 10, visibility: Visibility.CLOSED },
    ],
  },
  { title: '年度共建计划表决', kind: DECISION, minutes: 15 },
  { title: '新成员单位入会审议', kind: DECISION, minutes: 10, visibility: Visibility.CLOSED },
  { title: '共建协议集中签约', kind: SIGNING, minutes: 15 },
  { title: '志愿服务成果展示', kind: SHOWCASE, minutes: 10 },
  {
    title: '智库团建议通报',
    kind: REPORT,
    minutes: 10,
    children: [{ title: '养老服务专题建议', kind: REPORT, minutes: 5 }],
  },
  { title: '下季度工作安排', kind: INFORMATION, minutes: 5 },
];

/** The demo's meetings but for a series': one in session, 22 that are over, and seven in the other states. */
export async function loadMeetings(secretariat: WriteTransaction, world: DemoWorld): Promise<void> {
  const allianceId = globalId('alliance', world.allianceId);
  await holdPastMeetings(secretariat, world);
  const soon = (days: number): Date => new Date(secretariat.now.getTime() + days * DAY);
  for (const [index, [name, area]] of [...world.areas].slice(0, 4).entries()) {
    await done(
      scheduleMeeting(secretariat, {
        allianceId,
        scopeId: globalId('area', area),
        kind: MeetingKind.AREA,
        title: `${name}片区四季度联席会议`,
        startsAt: soon(7 + index),
        visibility: Visibility.PUBLIC,
        venue: `${name}社区活动室`,
      }),
    );
  }
  await done(
    scheduleMeeting(secretariat, {
      allianceId,
      kind: MeetingKind.LEADING_GROUP,
      title: '领导小组年度工作会议',
      startsAt: soon(20),
      visibility: Visibility.MEMBERS,
      venue: '街道三楼会议室',
    }),
  );
  await done(
    scheduleMeeting(secretariat, {
      allianceId,
      kind: MeetingKind.SHOWCASE,
      title: '年度共建成果展示',
      startsAt: soon(40),
      visibility: Visibility.PUBLIC,
      draft: true,
    }),
  );
  const { meeting } = await done(
    scheduleMeeting(secretariat, {
      allianceId,
      kind: MeetingKind.CULTURE,
      title: '邻里文化节',
      startsAt: soon(3),
      visibility: Visibility.PUBLIC,
    }),
  );
  await done(cancelMeeting(secretariat, { meetingId: globalId('meeting', meeting), reason: '因天气原因取消' }));
  await openTheMeeting(secretariat, world);
}

/** Sector exchanges and area meetings of past quarters, opened and closed on their days. */
async function holdPastMeetings(secretariat: WriteTransaction, world: DemoWorld): Promise<void> {
  const scopes = [
    ...[...world.sectors].map(([name, id]) => ({
      scopeId: globalId('sector', id),
      kind: MeetingKind.SECTOR_EXCHANGE,
      title: `${name}界别交流会`,
    })),
    ...[...world.areas].map(([name, id]) => ({
      scopeId: globalId('area', id),
      kind: MeetingKind.AREA,
      title: `${name}片区联席会议`,
    })),
  ];
  for (const [index, quarter] of ['三季度', '二季度'].entries()) {
    for (const [place, scope] of scopes.entries()) {
      const startsAt = new Date(secretariat.now.getTime() - (60 + index * 91 + place) * DAY);
      const then = at(secretariat, world, startsAt);
      const { meeting } = await done(
        scheduleMeeting(then, {
          ...scope,
          allianceId: globalId('alliance', world.allianceId),
          title: `${quarter}${scope.title}`,
          startsAt,
          visibility: place % 3 === 0 ? Visibility.MEMBERS : Visibility.PUBLIC,
          agenda: [
            { title: '交流发言', kind: DISCUSSION, plannedMinutes: 60 },
            { title: '议定事项', kind: DECISION, plannedMinutes: 30 },
          ],
        }),
      );
      const meetingId = globalId('meeting', meeting);
      await done(openMeeting(then, { meetingId }));
      const end = at(secretariat, world, new Date(startsAt.getTime() + 90 * MINUTE));
      await done(closeMeeting(end, { meetingId }));
      await done(writeMinutes(end, { meetingId }));
      await done(approveMinutes(end, { meetingId, expectedVersion: 1 }));
    }
  }
}

/** The secretariat at another moment. */
function at(secretariat: WriteTransaction, { allianceId, people }: DemoWorld, moment: Date): WriteTransaction {
  return as(
    secretariat,
    {
      ...noRights,
      personId: people.secretariat,
      roles: [{ allianceId, role: AllianceRole.SECRETARIAT, scopeId: null }],
    },
    moment,
  );
}

async function openTheMeeting(secretariat: WriteTransaction, world: DemoWorld): Promise<void> {
  const startsAt = new Date(secretariat.now.getTime() - 20 * MINUTE);
  const before = at(secretariat, world, new Date(startsAt.getTime() - DAY));
  const { meeting } = await done(
    scheduleMeeting(before, {
      allianceId: globalId('alliance', world.allianceId),
      kind: MeetingKind.JOINT,
      title: '青枫街道四季度联席会议',
      startsAt,
      endsAt: new Date(startsAt.getTime() + 240 * MINUTE),
      visibility: Visibility.PUBLIC,
      venue: '青枫街道党群服务中心',
      quorum: 53,
      organiserIds: [globalId('person', world.people.organiser)],
      guests: [
        { name: '居民代表 沈阿姨', capacity: GuestCapacity.RESIDENT },
        { name: '方教授', capacity: GuestCapacity.EXPERT },
      ],
    }),
  );
  const meetingId = globalId('meeting', meeting);
  const [first = '', second = ''] = await addItems(before, meetingId, null, AGENDA);
  const doors = at(secretariat, world, new Date(startsAt.getTime() - 10 * MINUTE));
  const [one = '', other = ''] = await arrive(doors, meeting);
  const opened = at(secretariat, world, startsAt);
  await done(openMeeting(opened, { meetingId }));
  await done(setAgendaItemState(opened, { itemId: globalId('item', first), state: AgendaItemState.ACTIVE }));
  const later = at(secretariat, world, new Date(startsAt.getTime() + 6 * MINUTE));
  await done(setAgendaItemState(later, { itemId: globalId('item', first), state: AgendaItemState.DONE }));
  await done(setAgendaItemState(later, { itemId: globalId('item', second), state: AgendaItemState.ACTIVE }));
  const onThis = { itemId: globalId('item', second) };
  await done(
    recordDecision(later, {
      itemId: globalId('item', first),
      text: '同意本次会议议程，会后十五日内印发会议纪要。',
      outcome: DecisionOutcome.ADOPTED,
      actionItems: [{ text: '就本单位认领事项提出落实方案', unitIds: [one, other] }],
    }),
  );
  await done(requestToSpeak(later, { ...onThis, unitId: one, speaker: '褚明' }));
  await done(requestToSpeak(later, { ...onThis, unitId: other, speaker: '李志强', pointOfOrder: true }));
  await done(
    openVote(later, {
      ...onThis,
      question: '是否同意上季度议定事项办理情况报告？',
      options: [
        { label: '同意', kind: VoteOptionKind.FOR },
        { label: '不同意', kind: VoteOptionKind.AGAINST },
        { label: '弃权', kind: VoteOptionKind.ABSTAIN },
      ],
      threshold: VoteThreshold.SIMPLE_MAJORITY,
      secret: false,
    }),
  );
}

async function addItems(
  tx: WriteTransaction,
  meetingId: string,
  parentId: string | null,
  items: readonly DemoItem[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const { title, kind, minutes, visibility, children = [] } of items) {
    const item: AgendaItemInput = { title, kind, plannedMinutes: minutes, visibility: visibility ?? null };
    const { item: id } = await done(addAgendaItem(tx, { meetingId, parentId, item }));
    await addItems(tx, meetingId, globalId('item', id), children);
    ids.push(id);
  }
  return ids;
}

/** 60 units accept and 58 of them are there. */
/** Has units come to a meeting; answers those that have, as global ids. */
async function arrive(tx: WriteTransaction, meeting: string): Promise<string[]> {
  const rows = (await tx.manager.query(
    `select a.unit_id as id, c.name
     from attendances a
     left join unit_contacts c on c.alliance_id = a.alliance_id and c.unit_id = a.unit_id and c.position = 1
     where a.meeting_id = $1
     order by a.unit_id
     limit 60`,
    [meeting],
  )) as { id: string; name: string | null }[];
  const meetingId = globalId('meeting', meeting);
  for (const { id, name } of rows) {
    await done(
      respondToInvitation(tx, { meetingId, unitId: globalId('unit', id), accept: true, representative: name }),
    );
  }
  const there = rows.slice(0, 58).map(({ id }) => globalId('unit', id));
  await done(checkIn(tx, { meetingId, unitIds: there, present: true }));
  return there;
}
