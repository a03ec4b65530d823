import { setImmediate } from 'node:timers/promises';
import { LIMITS } from '../../../../platform/budgets';
import { failed, type Failure } from './problems';

/** What a walk through an XML text meets. Names are without their prefix; attributes as written in the tag. */
export interface XmlVisitor {
  open?(name: string, attributes: string): void;
  /** Character data, entities resolved; of what is very long, the beginning. */
  text?(text: string): void;
  close?(name: string): void;
  /** Ends the walk as soon as there is one. */
  readonly failure?: Failure | null;
}

const damaged = failed('roster.unreadableWorkbook');
const elaborate = failed('roster.tooElaborate');

const deepest = 100;
const longestTag = 1_048_576;
const longestText = 65_536;
const marksWithoutPause = 5_000;
const charactersWithoutPause = 1_048_576;

/** Counts what all parts of a workbook hold together, tag by tag and attribute by attribute. */
export class XmlBudget {
  private tags = 0;
  private attributes = 0;
  private ofTag = 0;

  get exceeded(): boolean {
    const { importTags, importAttributes, importTagAttributes } = LIMITS;
    return this.tags > importTags || this.attributes > importAttributes || this.ofTag > importTagAttributes;
  }

  tag(): void {
    this.tags += 1;
    this.ofTag = 0;
  }

  attribute(): void {
    this.attributes += 1;
    this.ofTag += 1;
  }
}

/**
 * Walks an XML text from end to end in one pass, pausing now and then so that the process goes on serving. Null when it
 * came to the end. It fails where the text is not well formed or has a document type, which spreadsheet programs do not
 * write, where the budget is exceeded, and where the visitor says so.
 */
export async function walkXml(xml: string, visitor: XmlVisitor, budget = new XmlBudget()): Promise<Failure | null> {
  const path: string[] = [];
  let at = xml.startsWith('\uFEFF') ? 1 : 0;
  let paused = 0;
  for (let marks = 0; ; marks += 1) {
    if (marks % marksWithoutPause === marksWithoutPause - 1 || at - paused > charactersWithoutPause) {
      await setImmediate();
      paused = at;
    }
    const failure = budget.exceeded ? elaborate : visitor.failure;
    if (failure) return failure;
    const start = xml.indexOf('<', at);
    if (start < 0) return path.length === 0 && marks > 0 ? null : damaged;
    if (start > at && path.length > 0) visitor.text?.(decodeEntities(xml.slice(at, Math.min(start, at + longestText))));
    budget.tag();
    const aside = asideAt(xml, start);
    if (aside !== null) {
      if (aside.end < 0) return damaged;
      if (aside.text !== '') visitor.text?.(aside.text);
      at = aside.end;
      continue;
    }
    const end = tagEnd(xml, start, budget);
    if (end < 0) return budget.exceeded ? elaborate : damaged;
    at = end + 1;
    if (xml[start + 1] === '/') {
      const name = xml.slice(start + 2, end).trimEnd();
      if (path.pop() !== name) return damaged;
      visitor.close?.(withoutPrefix(name));
    } else {
      const empty = xml[end - 1] === '/';
      const tag = xml.slice(start + 1, empty ? end - 1 : end);
      const name = /^[^\s/<>="'&!]{1,200}/.exec(tag)?.[0];
      if (name === undefined || path.length === deepest) return damaged;
      visitor.open?.(withoutPrefix(name), tag.slice(name.length));
      if (empty) visitor.close?.(withoutPrefix(name));
      else path.push(name);
    }
  }
}

/** A comment, an instruction or a CDATA section; its end is negative when it has none. */
function asideAt(xml: string, start: number): { text: string; end: number } | null {
  const upTo = (mark: string, from: number): number => {
    const found = xml.indexOf(mark, from);
    return found < 0 ? -1 : found + mark.length;
  };
  if (xml.startsWith('<?', start)) return { text: '', end: upTo('?>', start + 2) };
  if (!xml.startsWith('<!', start)) return null;
  if (xml.startsWith('<!--', start)) return { text: '', end: upTo('-->', start + 4) };
  if (!xml.startsWith('<![CDATA[', start)) return { text: '', end: -1 };
  const end = upTo(']]>', start + 9);
  return { text: xml.slice(start + 9, Math.max(end - 3, start + 9)), end };
}

/** Where the tag's > is, not counting those inside quotation marks; negative when none is nearby or the budget ends. */
function tagEnd(xml: string, start: number, budget: XmlBudget): number {
  let quote = 0;
  const last = Math.min(xml.length, start + longestTag);
  for (let at = start + 1; at < last; at += 1) {
    const code = xml.charCodeAt(at);
    if (quote !== 0) quote = code === quote ? 0 : quote;
    else if (code === 0x3e) return at;
    else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3d) {
      budget.attribute();
      if (budget.exceeded) return -1;
    }
  }
  return -1;
}

const assignment = /[ \t\r\n]([\w.:-]{1,100})[ \t\r\n]{0,9}=[ \t\r\n]{0,9}(?:"([^"]*)"|'([^']*)')/g;

/** A tag's attributes by their names without prefixes, entities resolved. */
export function attributesOf(attributes: string): Partial<Record<string, string>> {
  const values: Partial<Record<string, string>> = {};
  assignment.lastIndex = 0;
  // A plain loop over matches: there is one such call for every cell, and an iterator takes twice the time.
  for (let found = assignment.exec(attributes); found !== null; found = assignment.exec(attributes)) {
    const name = found[1] ?? '';
    if (!name.startsWith('xmlns')) values[withoutPrefix(name)] = decodeEntities(found[2] ?? found[3] ?? '');
  }
  return values;
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const entities: Partial<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  const reference = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|amp|quot|apos));/gi;
  return text.replace(reference, (_, decimal, hexadecimal, name) => {
    if (name !== undefined) return entities[name] ?? '';
    const code = decimal === undefined ? parseInt(hexadecimal, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
