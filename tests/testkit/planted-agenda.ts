import { newId } from '../../src/platform/database/ids';
import type { PlantedRow } from './plant';

export type Visibility = 'PUBLIC' | 'MEMBERS' | 'CLOSED';

interface Node {
  readonly name: string;
  readonly visibility: Visibility;
  readonly minutes: number;
  readonly children?: readonly Node[];
}

/** Every visibility below every more open one, and something to count past on each level. */
const AGENDA: readonly Node[] = [
  {
    name: '开场',
    visibility: 'PUBLIC',
    minutes: 10,
    children: [
      { name: '签到', visibility: 'PUBLIC', minutes: 5 },
      { name: '名单', visibility: 'MEMBERS', minutes: 7 },
      { name: '内情', visibility: 'CLOSED', minutes: 11 },
      { name: '致辞', visibility: 'PUBLIC', minutes: 3 },
    ],
  },
  {
    name: '成员事项',
    visibility: 'MEMBERS',
    minutes: 13,
    children: [{ name: '随成员', visibility: 'PUBLIC', minutes: 2 }],
  },
  {
    name: '参会事项',
    visibility: 'CLOSED',
    minutes: 17,
    children: [{ name: '随参会', visibility: 'MEMBERS', minutes: 4 }],
  },
  { name: '结束', visibility: 'PUBLIC', minutes: 6 },
];

const LEVEL: Readonly<Record<Visibility, number>> = { PUBLIC: 1, MEMBERS: 2, CLOSED: 3 };
/** The highest level that each of the three audiences sees; the last takes in drafts. */
const SEEN_BY = [1, 2, 4];

export interface PlantedMeeting {
  readonly allianceId: string;
  readonly id: string;
  readonly status: string;
  readonly visibility: Visibility;
  readonly startsAt: Date;
}

export function audienceOf({ status, visibility }: Pick<PlantedMeeting, 'status' | 'visibility'>): number {
  return status === 'DRAFT' ? 4 : LEVEL[visibility];
}

/** The rows of a meeting's agenda, in printed order. While the meeting is in session its first item runs. */
export function agendaRows(meeting: PlantedMeeting, presenterUnitId: string, serial: () => number): PlantedRow[] {
  const running = meeting.status === 'IN_SESSION';
  const over = ['CLOSED', 'CANCELLED'].includes(meeting.status);
  const due = SEEN_BY.map(() => meeting.startsAt.getTime());
  const rows: PlantedRow[] = [];
  const walk = (
    nodes: readonly Node[],
    parentId: string | null,
    above: number,
    prefixes: readonly (string | null)[],
  ): void => {
    const counts = SEEN_BY.map(() => 0);
    nodes.forEach((node, index) => {
      const id = newId();
      const audience = Math.max(above, LEVEL[node.visibility]);
      const seen = SEEN_BY.map((limit) => audience <= limit);
      const numbers = seen.map((visible, layer) =>
        visible ? `${prefixes[layer] ?? ''}${(counts[layer] = (counts[layer] ?? 0) + 1)}` : null,
      );
      const active = running && rows.length === 0;
      const starts = seen.map((visible, layer) => (visible && !over && !active ? new Date(due[layer] ?? 0) : null));
      seen.forEach((visible, layer) => {
        if (visible) due[layer] = (due[layer] ?? 0) + node.minutes * 60_000;
      });
      rows.push({
        alliance_id: meeting.allianceId,
        id,
        meeting_id: meeting.id,
        parent_id: parentId,
        position: index + 1,
        ordinal: rows.length + 1,
        title: `${node.name}${serial()}`,
        description: `说明${serial()}`,
        kind: 'DISCUSSION',
        state: active ? 'ACTIVE' : over ? 'DONE' : 'PENDING',
        visibility: node.visibility,
        audience,
        presenter_unit_id: parentId === null ? presenterUnitId : null,
        presenter: `主讲${serial()}`,
        planned_minutes: node.minutes,
        started_at: active ? meeting.startsAt : null,
        stopped_at: null,
        elapsed_seconds: 0,
        numbers,
        expected_starts: starts,
      });
      walk(
        node.children ?? [],
        id,
        audience,
        numbers.map((number) => (number === null ? null : `${number}.`)),
      );
    });
  };
  walk(
    AGENDA,
    null,
    audienceOf(meeting),
    SEEN_BY.map(() => ''),
  );
  return rows;
}
