import { globalId, newId } from '../../../platform/database/ids';
import { notify } from '../../../platform/notifications';
import { refuse } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { Authority } from '../shared/authority';
import { GoverningDocument } from './governing-document.entity';
import { MembershipStatus, MemberUnit } from '../member-unit/member-unit.entity';
import { notFound, unlessMay } from '../shared/refusals';
import { cleanText } from '../shared/roster';
import type { AcknowledgeDocumentInput, PublishGoverningDocumentInput } from './governing-document.inputs';
import { findVisible, lockAsSecretariat, unlessSecretariat } from '../shared/authorisation';

/** Publishes a document (发布制度文件), as a new edition when there is one of that kind and title. By the secretariat. */
export const publishGoverningDocument: Service<PublishGoverningDocumentInput, { document: string }> = async (
  tx,
  input,
) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const { kind } = input;
  const title = cleanText(input.title);
  // editions are numbered without gaps
  const lost = await lockAsSecretariat(tx, allianceId, 'allianceId');
  if (lost !== null) return lost;
  const edition = 1 + (await manager.countBy(GoverningDocument, { allianceId, kind, title }));
  const id = newId();
  await manager.insert(GoverningDocument, {
    allianceId,
    id,
    kind,
    title,
    body: cleaned(input.body).replace(/\r\n?/g, '\n'),
    edition,
    adoptedOn: input.adoptedOn ?? null,
  });
  tx.audit({
    allianceId,
    action: 'publishGoverningDocument',
    subject: globalId('document', id),
    details: { kind, title, edition },
  });
  await notify(tx, {
    allianceId,
    kind: 'OTHER',
    key: 'document.published',
    parameters: { title, edition },
    subject: globalId('document', id),
    personIds: await allRepresentatives(tx, allianceId),
  });
  return { document: id };
};

/** The people who represent active units. */
async function allRepresentatives({ manager }: WriteTransaction, allianceId: string): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `select distinct r.person_id as id
     from unit_roles r
     join member_units u on u.alliance_id = r.alliance_id and u.id = r.unit_id
     where r.alliance_id = $1
       and r.role = 'REPRESENTATIVE'
       and u.status = 'ACTIVE'`,
    [allianceId],
  );
  return rows.map(({ id }) => id);
}

/** Confirms receipt of an edition in force (签收): by a unit's people; a unit's later confirmations change nothing. */
export const acknowledgeDocument: Service<AcknowledgeDocumentInput, { document: string }> = async (tx, input) => {
  const { manager } = tx;
  const document = await findVisible(tx, GoverningDocument, rowId(input.documentId));
  if (document === null) return notFound('documentId');
  const { allianceId, kind, title, edition } = document;
  const unit = await findVisible(tx, MemberUnit, rowId(input.unitId));
  if (unit === null || unit.allianceId !== allianceId) return notFound('unitId');
  const refused = unlessMay(new Authority(tx.viewer), (each) => each.actsForUnit(allianceId, unit.id), 'unitId');
  if (refused !== null) return refused;
  if (unit.status !== MembershipStatus.ACTIVE) return refuse('WRONG_STATE', 'unit.notActive', 'unitId');
  if (edition < (await manager.countBy(GoverningDocument, { allianceId, kind, title })))
    return refuse('WRONG_STATE', 'document.superseded', 'documentId');
  const added = await manager.query<unknown[]>(
    `insert into document_acknowledgements (alliance_id, document_id, unit_id, acknowledged_at)
     values ($1, $2, $3, $4)
     on conflict do nothing
     returning unit_id`,
    [allianceId, document.id, unit.id, tx.now],
  );
  if (added.length > 0) {
    tx.audit({
      allianceId,
      action: 'acknowledgeDocument',
      subject: globalId('document', document.id),
      details: { unit: input.unitId, edition },
    });
  }
  return { document: document.id };
};
