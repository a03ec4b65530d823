import { type ListCategory } from '../../agreements/shared/list-category';
import {
  byWord,
  cleanText,
  Columns,
  failed,
  foldWord,
  good,
  parseDay,
  quoted,
  textOf,
  type Cell,
  type Outcome,
  type Reason,
  type RowCells,
  type SheetKind,
} from '../../alliance/shared/roster';
import { type ResourceKind } from '../resource/resource.entity';
import { LONGEST_DESCRIPTION, LONGEST_TITLE, MOST_OF_AN_ENTRY } from '../shared/entry-bounds';

/** What both lists have columns for. An absent value is one that the row does not mention: on update it stays as it is. */
export interface EntryRow {
  /** Its number in the file, from 1. */
  readonly row: number;
  /** The global id of an entry that is there. */
  readonly id?: string | undefined;
  readonly title: string;
  readonly unit?: string | undefined;
  readonly territory?: string | undefined;
  readonly category?: ListCategory | undefined;
  readonly description?: string | undefined;
  readonly quantity?: number | undefined;
  /** Fields whose cell is not empty but wrong. */
  readonly faulty: ReadonlySet<string>;
}

export interface NeedRow extends EntryRow {
  readonly neededBy?: string | undefined;
}

export interface ResourceRow extends EntryRow {
  readonly kind?: ResourceKind | undefined;
  readonly capacity?: string | undefined;
  readonly provider?: string | undefined;
  readonly availableFrom?: string | undefined;
  readonly availableUntil?: string | undefined;
}

// the first header of each is the one that an export in Chinese has
const COMMON = {
  id: ['编号', 'id'],
  category: ['类别', 'category', '需求类别', '资源类别', '服务类别', '分类'],
  description: ['说明', 'description', '内容', '具体内容', '需求说明', '资源说明', '服务内容', '详情', 'details'],
  quantity: ['数量', 'quantity', '份数', '人数', 'number', 'count'],
  territory: ['区域', 'territory', '所属区域', '所在区域', '所属社区', '所在社区', '社区', 'community', 'place'],
} as const;

const NEED_HEADERS = {
  ...COMMON,
  title: ['需求名称', 'need', '名称', '需求', '需求事项', '需求项目', '事项', '标题', 'title', 'name'],
  unit: ['需求单位', 'unit', '单位', '单位名称', '提出单位', '成员单位', 'memberunit'],
  neededBy: ['需求期限', 'neededby', '期限', '截止日期', '完成期限', '需求时间', 'due', 'deadline'],
} as const;

const RESOURCE_HEADERS = {
  ...COMMON,
  title: ['资源名称', 'resource', '名称', '资源', '服务名称', '服务项目', '服务', '事项', '标题', 'title', 'name'],
  unit: ['提供单位', 'unit', '单位', '单位名称', '资源单位', '服务单位', '成员单位', 'memberunit'],
  kind: ['资源类型', 'kind', '类型', 'type'],
  capacity: ['容量', 'capacity', '规模'],
  provider: ['提供人', 'provider', '居民', '姓名'],
  availableFrom: ['可用起始日期', 'availablefrom', '起始日期', '开始日期', 'from'],
  availableUntil: ['可用截止日期', 'availableuntil', '截止日期', '结束日期', 'until'],
} as const;

export type NeedField = keyof typeof NEED_HEADERS;
export type ResourceField = keyof typeof RESOURCE_HEADERS;

/** The header of a field's column in a file that is exported in Chinese. */
export const needHeader = (field: NeedField): string => NEED_HEADERS[field][0];
export const resourceHeader = (field: ResourceField): string => RESOURCE_HEADERS[field][0];

const CATEGORY_WORDS: Readonly<Record<ListCategory, readonly [string, ...string[]]>> = {
  PARTY_BUILDING: ['党的建设', '党建'],
  ELDERLY_CARE: ['养老助残', '养老', '助残', '为老服务', '助老'],
  POVERTY_RELIEF: ['扶贫帮困', '帮困', '帮扶', '扶贫'],
  ENVIRONMENT: ['环境整治', '环境', '环境卫生', '环保'],
  EDUCATION: ['教育', '教育培训', '青少年教育'],
  HEALTH: ['健康', '医疗健康', '卫生健康', '医疗'],
  CULTURE_SPORTS: ['文体活动', '文体', '文化体育', '文化'],
  SAFETY: ['平安', '平安建设', '安全', '综治'],
  LEGAL: ['法律', '法律服务', '普法'],
  EMPLOYMENT: ['就业', '就业创业'],
  CITY_MANAGEMENT: ['城市管理', '城管'],
  PUBLIC_SERVICE: ['公共服务', '便民服务', '服务群众'],
  OTHER: ['其他', '其它'],
};
const KIND_WORDS: Readonly<Record<ResourceKind, readonly [string, ...string[]]>> = {
  TALENT: ['人才', '人力', '志愿者'],
  TECHNOLOGY: ['技术'],
  FUNDS: ['资金'],
  GOODS: ['物资', '物品'],
  VENUE: ['场地', '场所', '阵地'],
  FACILITY: ['设施', '设备'],
  SERVICE: ['服务'],
};

/** As an export writes them in Chinese, and an import reads them. */
export const categoryWord = (category: ListCategory): string => CATEGORY_WORDS[category][0];
export const kindWord = (kind: ResourceKind): string => KIND_WORDS[kind][0];

function wordReader<K extends string>(words: Readonly<Record<K, readonly string[]>>, unknown: Reason['key']) {
  const known = byWord(words);
  return (cell: Cell): Outcome<K> => {
    const found = known.get(foldWord(textOf(cell)));
    return found === undefined ? failed(unknown, { value: quoted(cleanText(textOf(cell))) }) : good(found);
  };
}
const parseCategory = wordReader(CATEGORY_WORDS, 'entry.unknownCategory');
const parseResourceKind = wordReader(KIND_WORDS, 'entry.unknownKind');

/** A whole number, with a measure word behind it or without: 20, 20人. */
function parseQuantity(cell: Cell): Outcome<number> {
  const text = cleanText(textOf(cell)).normalize('NFKC');
  const [, digits] = /^(\d{1,7})\s*\p{L}{0,4}$/u.exec(text) ?? [];
  const quantity = Number(digits ?? 0);
  return quantity >= 1 && quantity <= MOST_OF_AN_ENTRY
    ? good(quantity)
    : failed('entry.badQuantity', { value: quoted(text), max: MOST_OF_AN_ENTRY });
}

/** Several lines stay several lines. */
function parseLines(cell: Cell): Outcome<string> {
  const text = textOf(cell)
    .split(/\r\n|\r|\n/u)
    .map(cleanText)
    .join('\n')
    .trim();
  return [...text].length > LONGEST_DESCRIPTION ? failed('roster.tooLong', { max: LONGEST_DESCRIPTION }) : good(text);
}

/** null when the row has no readable title. */
function entryOf<Field extends string>(
  cells: RowCells<Field | keyof typeof COMMON | 'title' | 'unit'>,
): EntryRow | null {
  const title = cells.name('title', LONGEST_TITLE);
  if (title === undefined && !cells.faulty.has('title'))
    cells.problem('title', { key: 'entry.titleMissing', params: {} });
  const rest = {
    id: cells.text('id', 60),
    unit: cells.text('unit', 200),
    territory: cells.text('territory', 200),
    category: cells.value('category', parseCategory),
    // a surrogate pair is two of the units that a cell is measured in
    description: cells.value('description', parseLines, LONGEST_DESCRIPTION * 2),
    quantity: cells.value('quantity', parseQuantity),
  };
  return title === undefined ? null : { row: cells.row, title, ...rest, faulty: cells.faulty };
}

const reasons = { noHeader: 'entry.noHeader', noName: 'entry.noTitleColumn', noRows: 'entry.noRows' } as const;

export const needSheet: SheetKind<NeedField, NeedRow> = {
  columns: new Columns<NeedField>(NEED_HEADERS, 'title'),
  reasons,
  read: (cells) => {
    const neededBy = cells.value('neededBy', parseDay);
    const entry = entryOf<NeedField>(cells);
    return entry && { ...entry, neededBy };
  },
  isRow: (cellOf) => parseCategory(cellOf('category')).ok,
};

export const resourceSheet: SheetKind<ResourceField, ResourceRow> = {
  columns: new Columns<ResourceField>(RESOURCE_HEADERS, 'title'),
  reasons,
  read: (cells) => {
    const own = {
      kind: cells.value('kind', parseResourceKind),
      capacity: cells.text('capacity', 200),
      provider: cells.name('provider', 100),
      availableFrom: cells.value('availableFrom', parseDay),
      availableUntil: cells.value('availableUntil', parseDay),
    };
    const entry = entryOf<ResourceField>(cells);
    return entry && { ...entry, ...own };
  },
  isRow: (cellOf) => parseCategory(cellOf('category')).ok,
};
