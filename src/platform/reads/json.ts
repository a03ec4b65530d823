import { getNamedType, getNullableType, isEnumType, isListType, type GraphQLOutputType } from 'graphql';
import { join, literal, raw, sql, type Sql } from '../database/sql';
import type { JsonForm } from './declarations';
import type { Scope } from './scope';

/** A response part that is JSON text already. */
export class JsonText {
  constructor(readonly text: string) {}

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

const NULL_TEXT = raw(`'null'`);

export function columnOf(scope: Scope, name: string): Sql {
  const column = (scope.row as Readonly<Record<string, Sql>>)[name];
  if (column === undefined) throw new Error(`${scope.entity.name} has no column ${name}`);
  return column;
}

export function orNull(text: Sql): Sql {
  return sql`coalesce(${text}, ${NULL_TEXT})`;
}

/** JSON text of an object by concatenation: inside PostgreSQL a quarter faster than json_build_object. */
export function jsonObject(members: readonly (readonly [string, Sql])[]): Sql {
  if (members.length === 0) return literal('{}');
  const pieces: Sql[] = [];
  members.forEach(([key, text], index) => {
    pieces.push(literal(`${index === 0 ? '{' : ','}${JSON.stringify(key)}:`), text);
  });
  return sql`(${join([...pieces, literal('}')], ' || ')})`;
}

export function formOf(type: GraphQLOutputType): JsonForm {
  if (isListType(getNullableType(type))) return 'json';
  const named = getNamedType(type);
  if (isEnumType(named)) return 'plain';
  switch (named.name) {
    case 'ID':
      return 'id';
    case 'Int':
    case 'Float':
      return 'number';
    case 'Boolean':
      return 'boolean';
    case 'DateTime':
      return 'dateTime';
    case 'Date':
      return 'plain';
    case 'JSONObject':
      return 'json';
    default:
      return 'string';
  }
}

/** A moment in the one form that the graph has for it, which is JavaScript's: 2026-11-29T08:00:00.000Z. */
export function momentText(value: Sql): Sql {
  return sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** JSON text of a value; null stays null. */
export function jsonOf(value: Sql, form: JsonForm, idPrefix: string | undefined): Sql {
  switch (form) {
    case 'id':
      return sql`${literal(`"${idPrefix ?? ''}_`)} || ${value} || '"'`;
    case 'number':
      return sql`(${value})::text`;
    case 'boolean':
      return sql`case ${value} when true then 'true' when false then 'false' end`;
    case 'plain':
      return sql`'"' || ${value} || '"'`;
    case 'dateTime':
      return sql`'"' || ${momentText(value)} || '"'`;
    case 'string':
      return sql`to_json(${value})::text`;
    case 'json':
      return sql`to_json(${value})::text`;
  }
}
