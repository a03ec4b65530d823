import fc from 'fast-check';
import {
  minutesDraft,
  type MeetingRecord,
  type RecordedItem,
  type RecordedVote,
  type Stay,
} from '../../../../../src/modules/meetings/minutes/minutes-draft.rules';
import '../../../../../src/modules/meetings/agenda/agenda.messages';

const at = (time: string): Date => new Date(`2026-11-23T${time}:00+08:00`);

const stay = (from: string, to?: string): Stay => ({
  arrivedAt: at(from).getTime(),
  leftAt: to === undefined ? null : at(to).getTime(),
});

const record = (more: Partial<MeetingRecord> = {}): MeetingRecord => ({
  audience: 1,
  venue: null,
  scope: null,
  openedAt: at('09:00'),
  closedAt: at('11:30'),
  timeZone: 'Asia/Shanghai',
  quorum: null,
  attendance: [],
  guests: [],
  items: [],
  ...more,
});

const item = (more: Partial<RecordedItem> = {}): RecordedItem => ({
  audience: 1,
  numbers: ['1', '1', '1'],
  title: '议题',
  description: null,
  kind: 'REPORT',
  state: 'DONE',
  presenterUnit: null,
  presenter: null,
  startedAt: null,
  elapsedSeconds: 0,
  speakers: [],
  votes: [],
  decisions: [],
  ...more,
});

const vote = (more: Partial<RecordedVote> = {}): RecordedVote => ({
  question: '是否通过',
  secret: true,
  threshold: 'TWO_THIRDS',
  base: 'CAST',
  eligible: 5,
  cast: 4,
  quorum: { required: 3, present: 4 },
  outcome: 'CARRIED',
  winner: null,
  options: [
    { label: '赞成', count: 3 },
    { label: '反对', count: 1 },
  ],
  ...more,
});

it('says when and where, who came when, and how each item went', () => {
  const { body } = minutesDraft(
    record({
      audience: 2,
      venue: '三楼',
      scope: '民生服务',
      quorum: { required: 2, present: 2 },
      attendance: [
        { unit: '甲', representative: '张三', stays: [stay('08:55', '09:40'), stay('10:00')], proxy: null },
        { unit: '乙', representative: null, stays: [], proxy: '甲' },
      ],
      guests: [{ name: '李四', capacity: 'RESIDENT', stays: [stay('09:00')] }],
      items: [
        item({ title: '开场', presenterUnit: '甲', presenter: '张三', startedAt: at('09:05'), elapsedSeconds: 3_725 }),
        item({ numbers: ['1.1', '1.1', '1.1'], title: '未谈', state: 'POSTPONED' }),
      ],
    }),
    'zh-CN',
  );
  expect(body).toBe(`- **时间**：2026-11-23 09:00 至 2026-11-23 11:30（Asia/Shanghai）
- **地点**：三楼
- **范围**：民生服务
- **法定人数**：须 2 家单位到会，到会 2 家，达到法定人数

## 出席情况

| 单位 | 参会代表 | 到会 |
| --- | --- | --- |
| 甲 | 张三 | 2026-11-23 08:55 至 2026-11-23 09:40，2026-11-23 10:00 |
| 乙 | — | 未到会，委托 甲 |

## 列席

| 姓名 | 身份 | 到会 |
| --- | --- | --- |
| 李四 | 居民 | 2026-11-23 09:00 |

## 议程

### 1 开场

- **类型**：汇报
- **汇报人**：甲 张三
- **进展**：2026-11-23 09:05 开始，用时 1 小时 2 分，已完成

#### 1.1 未谈

- **类型**：汇报
- **进展**：延期`);
});

it('says of each vote what was asked, how it was taken, the totals, and what came of it', () => {
  const choice = {
    options: [{ label: '甲案', count: 4 }],
    winner: '甲案',
    secret: false,
    base: 'ELIGIBLE',
    quorum: null,
  };
  const annulled = { outcome: null, options: [{ label: '赞成', count: null }] };
  const { body } = minutesDraft(record({ items: [item({ votes: [vote(), vote(choice), vote(annulled)] })] }), 'zh-CN');
  expect(body.slice(body.indexOf('**表决**'))).toBe(`**表决**：是否通过

| 选项 | 票数 |
| --- | --- |
| 赞成 | 3 |
| 反对 | 1 |

- **方式**：无记名，三分之二多数，以已投票为基数
- **投票**：应投 5 票，实投 4 票
- **法定人数**：须 3 家单位到会，到会 4 家，达到法定人数
- **结果**：通过

**表决**：是否通过

| 选项 | 票数 |
| --- | --- |
| 甲案 | 4 |

- **方式**：记名，三分之二多数，以应投票为基数
- **投票**：应投 5 票，实投 4 票
- **结果**：通过：甲案

**表决**：是否通过

- **方式**：无记名，三分之二多数，以已投票为基数
- **投票**：应投 5 票，实投 4 票
- **法定人数**：须 3 家单位到会，到会 4 家，达到法定人数
- **结果**：作废`);
});

it('names who spoke, what was decided, and who is to do what until when', () => {
  const speakers = [
    { speaker: '张三', unit: '甲', pointOfOrder: true },
    { speaker: '来宾', unit: null, pointOfOrder: false },
  ];
  const decisions = [
    {
      text: '同意。\n分两步走。',
      outcome: 'ADOPTED',
      actionItems: [
        { text: '制定方案', units: ['甲', '乙'], dueOn: '2026-12-31' },
        { text: '征求意见', units: ['乙'], dueOn: null },
      ],
    },
    { text: '另议', outcome: 'DEFERRED', actionItems: [] },
  ];
  const { body } = minutesDraft(record({ items: [item({ speakers, decisions })] }), 'zh-CN');
  expect(body.slice(body.indexOf('- **发言**'))).toBe(`- **发言**：张三（甲，程序性发言）、来宾

**决定**：通过：同意。

分两步走。

| 决定事项 | 责任单位 | 期限 |
| --- | --- | --- |
| 制定方案 | 甲、乙 | 2026-12-31 |
| 征求意见 | 乙 | — |

**决定**：暂缓：另议`);
});

const LEVELS = [1, 2, 3] as const;

/** Items of every audience, each named by a mark of its own, numbered for whoever sees them. */
const agendas = fc.array(fc.constantFrom(...LEVELS), { maxLength: 12 }).map((audiences) => {
  const counts = [0, 0, 0];
  return audiences.map((audience, index) =>
    item({
      audience,
      title: `第${index}题`,
      description: `第${index}说`,
      presenter: `第${index}人`,
      speakers: [{ speaker: `第${index}言`, unit: null, pointOfOrder: false }],
      votes: [vote({ question: `第${index}问` })],
      decisions: [{ text: `第${index}定`, outcome: 'ADOPTED', actionItems: [] }],
      numbers: LEVELS.map((level) =>
        audience <= level ? String((counts[level - 1] = (counts[level - 1] ?? 0) + 1)) : null,
      ),
    }),
  );
});

const meetings = fc.record({
  audience: fc.constantFrom(...LEVELS),
  items: agendas,
  venue: fc.constantFrom(null, '三楼'),
});
const attendance = [{ unit: '到会单位', representative: '某人', stays: [stay('09:00')], proxy: null }];
const guests = [{ name: '来宾', capacity: 'EXPERT', stays: [stay('09:00')] }];

describe('the open part', () => {
  it('is the same whether there is anything less open or not', () => {
    fc.assert(
      fc.property(meetings, ({ audience, items, venue }) => {
        const seen = items.filter((each) => each.audience <= audience);
        const whole = record({ audience, items, venue, attendance, guests });
        const open = record({ audience, items: seen, venue, ...(audience >= 2 ? { attendance, guests } : {}) });
        expect(minutesDraft(whole, 'zh-CN').body).toBe(minutesDraft(open, 'zh-CN').body);
        expect(minutesDraft(open, 'zh-CN').closedBody).toBeNull();
      }),
    );
  });

  it('tells of each item in one part alone, and numbers them from 1 without gaps', () => {
    fc.assert(
      fc.property(meetings, ({ audience, items }) => {
        const { body, closedBody } = minutesDraft(record({ audience, items }), 'en');
        for (const { title, audience: least } of items) {
          expect(body.includes(`${title}\n`)).toBe(least <= audience);
          expect((closedBody ?? '').includes(`${title}\n`)).toBe(least > audience);
        }
        const numbers = [...body.matchAll(/^### (\d+) /gm)].map(([, number]) => Number(number));
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }),
    );
  });
});
