import type { Cell } from './grid';
import { cleanText, foldWord, textOf } from './text';

/** The columns that a roster may have, with the headers that people give them, folded as `foldWord` does. */
const headers = {
  name: [
    '单位名称',
    '名称',
    '成员单位',
    '成员单位名称',
    '单位全称',
    '全称',
    '单位',
    'name',
    'unitname',
    'unit',
    'memberunit',
    'fullname',
  ],
  shortName: ['简称', '单位简称', 'shortname', 'abbreviation'],
  kind: ['单位性质', '性质', '类别', '单位类别', '单位类型', '类型', 'kind', 'type', 'unitkind', 'category'],
  affiliation: ['隶属', '隶属关系', '隶属级别', '隶属层级', 'affiliation', 'affiliatedto', 'level'],
  creditCode: [
    '统一社会信用代码',
    '社会信用代码',
    '统一信用代码',
    '信用代码',
    'creditcode',
    'socialcreditcode',
    'unifiedsocialcreditcode',
    'uscc',
  ],
  areaGroup: ['片区', '所在片区', '所属片区', '片区小组', '片区组', 'areagroup', 'area'],
  sectorGroups: [
    '界别小组',
    '界别',
    '所属界别',
    '界别组',
    '所在界别小组',
    '所属界别小组',
    'sectorgroups',
    'sectorgroup',
    'sectors',
    'sector',
  ],
  territory: ['所属社区', '所在社区', '社区', '所属网格', 'territory', 'community'],
  contactName: ['联系人', '联系人姓名', '单位联系人', 'contact', 'contactname', 'contactperson'],
  contactTitle: ['联系人职务', '职务', '联系人职位', '职位', 'contacttitle', 'title', 'jobtitle', 'position'],
  contactPhone: [
    '联系电话',
    '电话',
    '电话号码',
    '手机',
    '手机号',
    '手机号码',
    '联系方式',
    '联系人电话',
    '联系人手机',
    'phone',
    'tel',
    'telephone',
    'mobile',
    'contactphone',
    'phonenumber',
  ],
  contactEmail: ['邮箱', '电子邮箱', '电子邮件', '邮件', '联系人邮箱', 'email', 'emailaddress', 'mail', 'contactemail'],
  joinedOn: [
    '加入时间',
    '加入日期',
    '入会时间',
    '入会日期',
    '加盟时间',
    'joinedon',
    'joined',
    'joindate',
    'datejoined',
  ],
  contactOfficial: ['联系领导', '联系干部', '挂联领导', '街道联系领导', 'contactofficial', 'official'],
} as const;

export type RosterField = keyof typeof headers;

const fieldOfHeader: ReadonlyMap<string, RosterField> = new Map(
  Object.entries(headers).flatMap(([field, words]) => words.map((word) => [word, field as RosterField] as const)),
);

/** The field that a header names, in any case and width, whatever the spaces and marks and remarks in brackets. */
export function fieldOf(header: Cell): RosterField | undefined {
  if (typeof header !== 'string' || header === '' || header.length > 60) return undefined;
  const bare = foldWord(header.normalize('NFKC').replace(/\(.*\)\s*$/su, ''));
  return fieldOfHeader.get(foldWord(header)) ?? fieldOfHeader.get(bare);
}

export interface HeaderLine {
  /** Its index in the grid. */
  index: number;
  columns: readonly HeaderColumn[];
}
export interface HeaderColumn {
  field: RosterField;
  /** The index of its cells in a row. */
  at: number;
  /** The header as the file has it. */
  header: string;
}

/** How far down titles and remarks may push the header line. */
const rowsSearched = 50;

/**
 * The header line: the first row near the top that names the unit's name and something else; failing that, the row
 * with the most known headers, the unit's name alone or any two.
 */
export function findHeader(rows: readonly (readonly Cell[])[]): HeaderLine | undefined {
  const candidates = rows
    .slice(0, rowsSearched)
    .map((row, index) => ({ index, columns: columnsOf(row) }))
    .filter(({ columns }) => columns.length > 1 || columns[0]?.field === 'name');
  const complete = candidates.find(
    ({ columns }) => columns.length > 1 && columns.some(({ field }) => field === 'name'),
  );
  return complete ?? candidates.sort((a, b) => b.columns.length - a.columns.length)[0];
}

function columnsOf(row: readonly Cell[]): HeaderColumn[] {
  return row.flatMap((cell, at) => {
    const field = fieldOf(cell);
    return field === undefined ? [] : [{ field, at, header: cleanText(textOf(cell)) }];
  });
}
