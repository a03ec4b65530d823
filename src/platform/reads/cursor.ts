import { validate } from 'uuid';
import { LIMITS } from '../budgets';
import { raw, sql, type Sql } from '../database/sql';
import type { Order } from './declarations';

/** What a cursor says: a place in one order, as the sort value (text form) and the row's id. */
export interface Position {
  readonly value: string;
  readonly id: string;
}

const FORMS: Readonly<Record<Order['type'], RegExp>> = {
  text: /^[^\0]*$/su,
  date: /^(-?infinity|\d{4}-\d\d-\d\d)$/,
  // as PostgreSQL writes them in a session that speaks ISO and UTC
  timestamptz: /^(-?infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00)$/,
  int: /^-?\d{1,10}$/,
};

/** The cursor of a row, made by the database: base64 of [order, value, id]. */
export function cursorSql(tag: string, value: Sql, id: Sql): Sql {
  return sql`translate(encode(convert_to(json_build_array(${raw(`'${tag}'`)}, (${value})::text, ${id})::text, 'UTF8'), 'base64'), E'\n', '')`;
}

/** Reads a cursor back; null for one that this order did not make. Its parts only ever enter as parameters. */
export function parseCursor(cursor: string, order: Order): Position | null {
  if (cursor.length > LIMITS.cursorCharacters) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length !== 3) return null;
  const [tag, value, id] = parts as unknown[];
  if (tag !== order.tag || typeof value !== 'string' || typeof id !== 'string') return null;
  return validate(id) && FORMS[order.type].test(value) && isReal(order, value) ? { value, id } : null;
}

/** A well-formed moment may still be none (31 February, 25 o'clock, the year 0); PostgreSQL would answer with a fault. */
function isReal(order: Order, value: string): boolean {
  if (order.type === 'text' || value.endsWith('infinity')) return true;
  if (order.type === 'int') return Math.abs(Number(value)) <= 2_147_483_647;
  const [day = '', time = '00:00:00+00'] = value.split(' ');
  const moment = new Date(`${day}T${time.slice(0, 8)}Z`);
  return !day.startsWith('0000') && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
}
