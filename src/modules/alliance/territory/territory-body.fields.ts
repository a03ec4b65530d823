import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { Post, TerritoryBody } from './territory-body.entity';
import { Territory } from './territory.entity';
import { MOST_TERRITORIES } from './territory-body.inputs';

declareFields(TerritoryBody, (field) => ({
  territories: field.many(() => Territory, {
    most: MOST_TERRITORIES,
    estimatedCount: 2,
    description: 'What it runs; one body may run several (所辖区域).',
    on: (territory, body) => sql`${territory.allianceId} = ${body.allianceId} and exists (
      select
      from body_territories run
      where run.alliance_id = ${body.allianceId}
        and run.body_id = ${body.id}
        and run.territory_id = ${territory.id}
    )`,
  }),
  posts: field.many(() => Post, {
    by: 'body',
    estimatedCount: 5,
    description: 'Posts in it, those that have ended too (职务).',
  }),
}));

declareFields(Post, (field) => ({
  contactOf: field.many(() => Territory, {
    most: MOST_TERRITORIES,
    estimatedCount: 2,
    description: 'Territories that the holder answers for (包联、楼栋长).',
    on: (territory, post) => sql`${territory.allianceId} = ${post.allianceId} and exists (
      select
      from post_contacts contact
      where contact.alliance_id = ${post.allianceId}
        and contact.post_id = ${post.id}
        and contact.territory_id = ${territory.id}
    )`,
  }),
}));

declareFields(Territory, (field) => ({
  bodies: field.many(() => TerritoryBody, {
    estimatedCount: 3,
    description: 'What runs it (党支部、党群议事会、自管会、业委会、物业公司).',
    on: (body, territory) => sql`${body.allianceId} = ${territory.allianceId} and exists (
      select
      from body_territories run
      where run.alliance_id = ${territory.allianceId}
        and run.territory_id = ${territory.id}
        and run.body_id = ${body.id}
    )`,
  }),
  posts: field.many(() => Post, {
    by: 'territory',
    estimatedCount: 3,
    description: 'Posts of the territory itself (职务).',
  }),
}));
