import type { DataSource } from 'typeorm';
import { accessOf, type Class, type Rule } from '../access/access';
import type { Viewer } from '../access/viewer';
import type { Locale } from '../i18n/messages';
import { sql, TRUE, type Parameter } from '../database/sql';
import { columnOf } from '../reads/json';
import { Aliases, Scope } from '../reads/scope';
import { runRow, statementOf, type Queryable } from '../reads/statement';
import type { Sealer } from '../sealing';
import type { Workers } from '../workers';
import type { DocumentLink } from './document-links';
import type { PageLayout } from './page-layout';

/** Who asks for a document, and what it is read with. */
export interface DocumentRequest {
  readonly dataSource: DataSource;
  readonly database: Queryable;
  readonly sealer: Sealer;
  readonly workers: Workers;
  readonly viewer: Viewer;
  readonly personId: string;
  readonly now: Date;
}

/** A document that may be printed. */
export interface PrintableDocument {
  /** What its file is called, in ASCII; its title is added where that can be written. */
  readonly name: string;
  readonly title: string;
  readonly layout: (locale: Locale) => PageLayout;
  /** Where it can be had as that. */
  readonly markdown?: (locale: Locale) => string;
}

/**
 * Reads the document of a link for whoever may have it. Null when there is none for them; `altered` when its rows are not
 * what was signed, so that it is not printed.
 */
export type DocumentSource = (
  request: DocumentRequest,
  link: DocumentLink,
) => Promise<PrintableDocument | 'altered' | null>;

const WANTED: Parameter = { source: 'bound', name: 'id', type: 'uuid' };

/** Whether a viewer may see a field of an object, by the same rules as in the graph. */
export async function maySeeField(
  { dataSource, database, viewer }: Pick<DocumentRequest, 'dataSource' | 'database' | 'viewer'>,
  type: Class,
  field: string,
  id: string,
): Promise<boolean> {
  const access = accessOf(type);
  const own = access?.rules?.[field];
  if (access === undefined || (own === undefined && access.open?.includes(field) !== true))
    throw new Error(`access to ${type.name}.${field} is not declared`);
  const rule: Rule = own ?? (() => TRUE);
  const scope = new Scope(new Aliases(), dataSource.getMetadata(type), access, true);
  const condition = sql`${columnOf(scope, 'id')} = ${WANTED}
    and (${scope.rule()})
    and (${rule(scope.row as Parameters<typeof rule>[0])})`;
  const statement = statementOf(sql`
    select true
    from ${scope.from()}
    where ${condition}`);
  return (await runRow(database, statement, viewer, new Map([[WANTED, id]]))) !== null;
}
