import type { Row } from '../../../platform/access/row';
import { sql, type Sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { Alliance } from '../alliance/alliance.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { inForce } from './governing-document.access';
import { GoverningDocument } from './governing-document.entity';
import { LIMITS } from '../../../platform/budgets';

const sameDocument = (one: Row<GoverningDocument>, other: Row<GoverningDocument>): Sql =>
  sql`${one.allianceId} = ${other.allianceId} and ${one.kind} = ${other.kind} and ${one.title} = ${other.title}`;
declareFields(GoverningDocument, (field) => ({
  editions: field.many(() => GoverningDocument, {
    on: (edition, document) => sameDocument(edition, document as Row<GoverningDocument>),
    order: (edition) => edition.edition,
    estimatedCount: 3,
    description: 'All editions of it, oldest first; superseded ones for members (历次版本).',
  }),
  acknowledgedBy: field.many(() => MemberUnit, {
    shown: LIMITS.longListObjects,
    nullable: true,
    estimatedCount: 50,
    referred: true,
    description: 'Units that have confirmed receipt (已签收单位); for members.',
    on: (unit, document) => sql`${unit.allianceId} = ${document.allianceId} and exists (
      select
      from document_acknowledgements receipt
      where receipt.alliance_id = ${document.allianceId}
        and receipt.document_id = ${document.id}
        and receipt.unit_id = ${unit.id}
    )`,
  }),
}));

declareFields(Alliance, (field) => ({
  governingDocuments: field.many(() => GoverningDocument, {
    estimatedCount: 5,
    order: (document) => sql`${document.kind}, ${document.title}`,
    description: 'Charter, work rules, yearly plan (章程、工作制度、实施计划): of each, the edition in force.',
    on: (document, alliance) => sql`${document.allianceId} = ${alliance.id} and ${inForce(document)}`,
  }),
}));
