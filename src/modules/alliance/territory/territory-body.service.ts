import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { InputReferences } from '../shared/input-references';
import { cleanText } from '../shared/roster';
import type { AppointPostInput, CreateTerritoryBodyInput, EndPostInput } from './territory-body.inputs';
import { Territory } from './territory.entity';
import { BodyTerritory, Post, PostContact, TerritoryBody } from './territory-body.entity';
import { findForSecretariat, unlessSecretariat } from '../shared/authorisation';

/** Sets up a body (新设组织) that runs one territory or several. By the secretariat. */
export const createTerritoryBody: Service<CreateTerritoryBodyInput, { body: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const references = new InputReferences<CreateTerritoryBodyInput>(manager, allianceId);
  const territoryIds = (await references.all(Territory, input.territoryIds, 'territoryIds')) ?? [];
  const parentId = (await references.one(TerritoryBody, input.parentId, 'parentId')) ?? null;
  const unitId = (await references.one(MemberUnit, input.unitId, 'unitId')) ?? null;
  if (references.refused !== null) return references.refused;
  if (territoryIds.length === 0) return refuse('INVALID', 'body.noTerritory', 'territoryIds');
  const body = { allianceId, id: newId(), kind: input.kind, name: cleanText(input.name), parentId, unitId };
  await manager.insert(TerritoryBody, body);
  await manager.insert(
    BodyTerritory,
    territoryIds.map((territoryId) => ({ allianceId, bodyId: body.id, territoryId })),
  );
  tx.audit({
    allianceId,
    action: 'createTerritoryBody',
    subject: globalId('body', body.id),
    details: { kind: body.kind, name: body.name },
  });
  return { body: body.id };
};

/** Appoints somebody to a post (任职), in a body or of a territory. By the secretariat. */
export const appointPost: Service<AppointPostInput, { post: string }> = async (tx, input) => {
  const { manager } = tx;
  const [body, territory] = [
    input.bodyId ? await findForSecretariat(tx, TerritoryBody, rowId(input.bodyId), 'bodyId') : null,
    input.territoryId ? await findForSecretariat(tx, Territory, rowId(input.territoryId), 'territoryId') : null,
  ];
  if (isRefused(body)) return body;
  if (isRefused(territory)) return territory;
  const allianceId = body?.allianceId ?? territory?.allianceId;
  if (allianceId === undefined) return refuse('INVALID', 'post.nowhere', 'bodyId');
  if (territory !== null && territory.allianceId !== allianceId)
    return refuse('INVALID', 'post.elsewhere', 'territoryId');
  const references = new InputReferences<AppointPostInput>(manager, allianceId);
  const homeUnitId = (await references.one(MemberUnit, input.homeUnitId, 'homeUnitId')) ?? null;
  const contactOf = (await references.all(Territory, input.contactOfIds, 'contactOfIds')) ?? [];
  if (references.refused !== null) return references.refused;
  const post = {
    allianceId,
    id: newId(),
    holder: cleanText(input.holder),
    title: cleanText(input.title),
    bodyId: body?.id ?? null,
    territoryId: territory?.id ?? null,
    homeUnitId,
    since: input.since ?? null,
    until: null,
  };
  await manager.insert(Post, post);
  if (contactOf.length > 0)
    await manager.insert(
      PostContact,
      contactOf.map((territoryId) => ({ allianceId, postId: post.id, territoryId })),
    );
  tx.audit({ allianceId, action: 'appointPost', subject: globalId('post', post.id), details: { title: post.title } });
  return { post: post.id };
};

/** Ends a post (离任). By the secretariat. */
export const endPost: Service<EndPostInput, { post: string }> = async (tx, input) => {
  const found = await findForSecretariat(tx, Post, rowId(input.postId), 'postId');
  if (isRefused(found)) return found;
  const { allianceId, id, since } = found;
  if (since !== null && input.until < since) return refuse('INVALID', 'post.endsBeforeBegin', 'until');
  const ended = await tx.manager.query<[unknown[], number]>(
    'update posts set until = $3 where alliance_id = $1 and id = $2 and until is null returning id',
    [allianceId, id, input.until],
  );
  if (ended[1] === 0) return refuse('WRONG_STATE', 'post.ended', 'postId');
  tx.audit({ allianceId, action: 'endPost', subject: globalId('post', id), details: { until: input.until } });
  return { post: id };
};
