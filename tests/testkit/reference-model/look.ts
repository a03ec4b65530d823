import { validate as isUuid } from 'uuid';
import type { TypeModel } from './model';
import type { Row, Rows } from './rows';
import type { Viewer } from './viewer';

/** An object of the graph: a row, shown as a type. */
export interface Shown {
  readonly __typename: string;
  readonly row: Row;
  /** Something else refers to it, so that its own rule may not hold. */
  readonly referred: boolean;
}

/** What somebody is shown of the rows: every rule is asked for every object, one by one. */
export class Look {
  constructor(
    readonly who: Viewer,
    readonly rows: Rows,
    private readonly types: ReadonlyMap<string, TypeModel>,
  ) {}

  sees(type: string, row: Row): boolean {
    return this.types.get(type)?.object(this.who, row, this.rows) ?? false;
  }

  /** An object in its own right, or nothing. */
  own(type: string, row: Row | null): Shown | null {
    return row !== null && this.sees(type, row) ? { __typename: type, row, referred: false } : null;
  }

  /** An object that something visible refers to. */
  refer(type: string, row: Row | null): Shown | null {
    const named = this.types.get(type)?.named;
    return row !== null && named?.if(row) === true ? { __typename: type, row, referred: true } : this.own(type, row);
  }

  list(type: string, rows: readonly Row[]): Shown[] {
    return rows.flatMap((row) => this.own(type, row) ?? []);
  }

  /** An object by its global id, of this type if one is named. */
  node(id: unknown, only?: string): Shown | null {
    const cut = String(id).lastIndexOf('_');
    const rowId = String(id).slice(cut + 1);
    const [type, model] = [...this.types].find(([, { prefix }]) => prefix === String(id).slice(0, cut)) ?? [];
    if (type === undefined || model === undefined || !isUuid(rowId) || (only !== undefined && only !== type))
      return null;
    return this.own(type, this.rows.byId(model.table, rowId.toLowerCase()));
  }

  /** Whether a field of an object is shown. */
  shows({ __typename, row, referred }: Shown, field: string): boolean {
    const model = this.types.get(__typename);
    if (referred && model?.named?.fields.includes(field) === true) return true;
    if (!this.sees(__typename, row)) return false;
    return field === 'id' || model?.fields[field]?.sees(this.who, row, this.rows) === true;
  }
}
