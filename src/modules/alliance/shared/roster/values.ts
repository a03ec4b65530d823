import { isCreditCode, normaliseCreditCode } from '../credit-code';
import type { UnitAffiliation, UnitKind } from '../../member-unit/member-unit.entity';
import type { Cell } from './grid';
import { failed, good, quoted, type Outcome } from './problems';
import { cleanText, foldWord, isEmpty, textOf } from './text';

/** The affiliation of a unit of which nothing is said. */
export const unaffiliated: `${UnitAffiliation}` = 'NONE';

const kindWords: Record<`${UnitKind}`, readonly string[]> = {
  GOVERNMENT: [
    '机关',
    '党政机关',
    '政府机关',
    '行政机关',
    '国家机关',
    '机关单位',
    '行政单位',
    '政府',
    '政府部门',
    '政府机构',
  ],
  PUBLIC_INSTITUTION: ['事业单位', '事业'],
  STATE_ENTERPRISE: [
    '国有企业',
    '国企',
    '央企',
    '中央企业',
    '国有控股企业',
    '国有独资企业',
    '国有',
    'state-owned enterprise',
    'soe',
  ],
  PRIVATE_ENTERPRISE: [
    '民营企业',
    '民企',
    '私营企业',
    '私企',
    '非公企业',
    '非公有制企业',
    '非公经济组织',
    '非公',
    '民营',
    '私营',
  ],
  SOCIAL_ORGANISATION: [
    '社会组织',
    '社会团体',
    '社团',
    '民办非企业',
    '民办非企业单位',
    '民非',
    '社会服务机构',
    '基金会',
    'social organization',
    'ngo',
  ],
  SCHOOL: ['学校', '院校', '高校', '高等院校', '中小学'],
  HOSPITAL: ['医院', '医疗机构', '卫生机构', '医疗卫生机构'],
  MILITARY: ['部队', '驻地部队', '驻军', '军队', '军事单位', '武警', '武警部队'],
  COMMUNITY: ['社区', '村', '村(社区)', '村社区', '居委会', '社区居委会', '村委会', '居民委员会', '村民委员会'],
  OTHER: ['其他', '其它', '其他单位', '其它单位'],
};

const affiliationWords: Record<`${UnitAffiliation}`, readonly string[]> = {
  CENTRAL: ['中央', '中央驻', '中央属', '中央级', '中央直属', '中直', '央属', '部属', '国家', '国家级'],
  PROVINCIAL: ['省', '省属', '省级', '省直', '省管', '省部属', '自治区', '自治区级'],
  MUNICIPAL: ['市', '市属', '市级', '市直', '市管'],
  DISTRICT: ['区', '县', '区县', '区属', '县属', '区级', '县级', '区县级', '区直', '县直', '区管', '县管', 'county'],
  SUBDISTRICT: [
    '街道',
    '乡镇',
    '镇',
    '乡',
    '镇街',
    '街镇',
    '街道乡镇',
    '街道属',
    '街属',
    '街道级',
    '乡镇级',
    '镇属',
    '镇级',
    'township',
    'town',
    'street',
  ],
  NONE: ['无', '无隶属', '无隶属关系'],
};

const kindOfWord = byWord(kindWords);
const affiliationOfWord = byWord(affiliationWords);

/** The keys by their words, and by their own names. */
export function byWord<K extends string>(words: Readonly<Record<K, readonly string[]>>): ReadonlyMap<string, K> {
  const keys = Object.keys(words) as K[];
  return new Map(keys.flatMap((key) => [key, ...words[key]].map((word) => [foldWord(word), key] as const)));
}

/** Text of at most `max` characters. */
export function parseText(cell: Cell, max: number): Outcome<string> {
  const text = cleanText(textOf(cell));
  return [...text].length > max ? failed('roster.tooLong', { max }) : good(text);
}

/** A name of at most `max` characters, at least one of them a letter, a Chinese character or a digit. */
export function parseName(cell: Cell, max: number): Outcome<string> {
  const name = parseText(cell, max);
  return !name.ok || /[\p{L}\p{N}]/u.test(name.value) ? name : failed('roster.badName', { value: quoted(name.value) });
}

/** The names in a cell that holds several, each once: 民生服务、经济发展. */
export function parseNames(cell: Cell): Outcome<string[]> {
  const names = textOf(cell)
    .split(/[、，,;；/／|\r\n]/u)
    .map(cleanText)
    .filter((name) => !isEmpty(name));
  return good([...new Set(names)]);
}

export function parseKind(cell: Cell): Outcome<`${UnitKind}`> {
  const text = textOf(cell);
  const kind = kindOfWord.get(foldWord(text));
  return kind === undefined ? failed('roster.unknownKind', { value: quoted(cleanText(text)) }) : good(kind);
}

export function parseAffiliation(cell: Cell): Outcome<`${UnitAffiliation}`> {
  const text = cleanText(textOf(cell));
  const affiliation = affiliationOfWord.get(foldWord(text));
  if (affiliation !== undefined) return good(affiliation);
  return failed('roster.unknownAffiliation', { value: quoted(text) });
}

/** A valid credit code. Spreadsheets keep fifteen digits of a number: a code lost to that has a reason of its own. */
export function parseCreditCode(cell: Cell): Outcome<string> {
  const code = normaliseCreditCode(unforced(cleanText(textOf(cell))));
  if (isCreditCode(code)) return good(code);
  const rounded = typeof cell === 'number' || /^\d(?:\.\d+)?E\+?\d+$/.test(code) || /^\d{15}000$/.test(code);
  return rounded ? failed('roster.creditCodeAsNumber') : failed('roster.badCreditCode', { value: quoted(code) });
}

const longestPhones = 200;

/** One or several telephone numbers, put into one way of writing and joined by 、. */
export function parsePhones(cell: Cell): Outcome<string> {
  const phones: string[] = [];
  for (const part of unforced(textOf(cell))
    .split(/[、，,;；/／|\r\n]/u)
    .map(cleanText)) {
    if (part === '') continue;
    const phone = normalisePhone(part);
    if (phone === null) return failed('roster.badPhone', { value: quoted(part) });
    phones.push(phone);
  }
  if (phones.length > 0) return parseText(phones.join('、'), longestPhones);
  return failed('roster.badPhone', { value: quoted(cleanText(textOf(cell))) });
}

/** A telephone number as `13988552897`, `0571-84024092转801`, `400-123-4567` or `12345`; null when it is none. */
export function normalisePhone(text: string): string | null {
  const written = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‐-―−]/gu, '-')
    .replace(/\s/gu, '');
  const [, number = '', extension] = /^(.*?)(?:(?:-?(?:转|分机|ext\.?|x)|#):?(\d{1,6}))?$/su.exec(written) ?? [];
  const international = /^(?:\+|00)\d[\d-]*\d$/.test(number) ? abroad.exec(number.replace(/-/g, ''))?.[1] : undefined;
  const line = international === undefined ? domesticLine(number) : `+${international}`;
  if (line === null) return null;
  if (extension === undefined) return line;
  // one extension, however it is written
  return line.includes('转') ? null : `${line}转${extension}`;
}

/** A number of another country (ITU-T E.164): its code never begins with 0. */
const abroad = /^(?:\+|00)(?!86)([1-9]\d{6,14})$/;
const landline = /^(010|02\d|0[3-9]\d\d)?([2-9]\d{6,7})$/;

function domesticLine(written: string): string | null {
  const [, country, local = ''] = /^(\(?(?:\+|00)86\)?-?|86-?(?=1\d{10}$))?(.*)$/su.exec(written) ?? [];
  if (!/^\(?\d[\d()-]*\d$/.test(local)) return null;
  const digits = local.replace(/\D/g, '');
  if (/^1[3-9]\d{9}$/.test(digits)) return digits;
  if (/^[48]00\d{7}$/.test(digits)) return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
  // Behind the country's code an area code is written without its 0.
  const prefix = country === undefined || digits.startsWith('0') ? '' : '0';
  const whole = landline.exec(prefix + digits);
  if (whole !== null) return dashed(whole);
  // An extension is often written behind one more dash: 0571-84024092-801.
  const [, switchboard = '', extension] = /^(.*)-(\d{1,6})$/.exec(local) ?? [];
  const line = landline.exec(prefix + switchboard.replace(/\D/g, ''));
  if (line !== null) return `${dashed(line)}转${extension}`;
  return /^[1-9]\d{2,5}$/.test(digits) ? digits : null;
}

function dashed([, area, number]: RegExpExecArray): string {
  return area === undefined ? String(number) : `${area}-${number}`;
}

const emailAddress = /^[\w.!#$%&'*+/=?^{|}~-]{1,64}@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z]$/i;

export function parseEmail(cell: Cell): Outcome<string> {
  const email = cleanText(textOf(cell)).normalize('NFKC').replace(/\s/gu, '');
  if (email.length <= 254 && emailAddress.test(email)) return good(email);
  return failed('roster.badEmail', { value: quoted(email) });
}

/** A day as `YYYY-MM-DD`, from 1900 to 2100; a month alone is its first day. */
export function parseDay(cell: Cell): Outcome<string> {
  const day = typeof cell === 'number' ? dayOfNumber(cell) : dayOfText(textOf(cell));
  return day === null ? failed('roster.badDate', { value: quoted(cleanText(textOf(cell))) }) : good(day);
}

/** A fraction is a time of day behind a serial number, and nothing behind 2011.1: that may have been October. */
function dayOfNumber(value: number): string | null {
  return Number.isInteger(value) ? dayOfText(String(value)) : serialDay(value);
}

function dayOfText(text: string): string | null {
  const written = cleanText(text)
    .normalize('NFKC')
    .replace(/[‐-―−]/gu, '-');
  const bare = written.replace(/\s/gu, '');
  const chinese = /^(\d{4})年(\d{1,2})月(?:(\d{1,2})[日号]?)?$/u.exec(bare);
  if (chinese !== null) return dayOf(chinese[1], chinese[2], chinese[3]);
  const timed = /^(\d.*\d)[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?$/i.exec(written);
  const marked = /^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?$/.exec(timed?.[1] ?? bare);
  if (marked !== null) return timed !== null && marked[4] === undefined ? null : dayOf(marked[1], marked[3], marked[4]);
  const compact = /^(\d{4})(\d{2})(\d{2})?$/.exec(bare);
  if (compact !== null) return dayOf(compact[1], compact[2], compact[3]);
  return /^\d{5}$/.test(bare) ? serialDay(Number(bare)) : null;
}

function dayOf(year: string | undefined, month: string | undefined, day = '1'): string | null {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return exists && Number(year) >= 1900 && Number(year) <= 2100 ? date.toISOString().slice(0, 10) : null;
}

/** A spreadsheet counts days, 25569 being 1970-01-01. Only five digits (from 1927 on) are taken for that. */
function serialDay(serial: number): string | null {
  if (!(serial >= 10_000 && serial < 100_000)) return null;
  const date = new Date((Math.floor(serial) - 25_569) * 86_400_000);
  return date.getUTCFullYear() <= 2100 ? date.toISOString().slice(0, 10) : null;
}

/** Without the apostrophe that people put before digits to keep them text. */
function unforced(text: string): string {
  return text.replace(/^\s*['’‘]/u, '');
}
