// What `npm run new` writes. `from(path)` is the import path of a file under src, seen from the file that is written.

const PLATFORM = 'platform';

export const entity = ({ Noun, table, chinese, words, from }) => `
import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { MomentColumn } from '${from(`${PLATFORM}/database/columns`)}';
import { Node } from '${from(`${PLATFORM}/reads/node`)}';
import { AllianceRow, OfAlliance, type Alliance } from '${from('modules/alliance/alliance/alliance.entity')}';

@Entity('${table}')
@ObjectType({ implements: Node, description: 'A ${words} (${chinese}).' })
export class ${Noun} extends AllianceRow {
  @OfAlliance() alliance!: Alliance;

  @Field(() => String, { description: 'The title (标题).' })
  @Column('text')
  title!: string;

  @MomentColumn() createdAt!: Date;
}
`;

export const access = ({ Noun, noun, plural, from, file }) => `
import { declareAccess, extendAccess, type Rule } from '${from(`${PLATFORM}/access/access`)}';
import { Alliance } from '${from('modules/alliance/alliance/alliance.entity')}';
import { byMembers } from '${from('modules/alliance/shared/rights')}';
import { ${Noun} } from './${file}.entity';

declare module '${from(`${PLATFORM}/database/ids`)}' {
  interface IdPrefixes {
    ${noun}: ${Noun};
  }
}

declareAccess<${Noun}>(${Noun}, {
  id: '${noun}',
  row: byMembers as Rule<${Noun}>,
  open: ['id', 'title'],
});

extendAccess(Alliance, { open: ['${plural}'] });
`;

export const fields = ({ Noun, noun, plural, chinese, words, from, file }) => `
import { declareFields, declareRoots, root } from '${from(`${PLATFORM}/reads/declarations`)}';
import { Alliance } from '${from('modules/alliance/alliance/alliance.entity')}';
import { ${Noun} } from './${file}.entity';

declareFields(Alliance, (field) => ({
  ${plural}: field.connection(() => ${Noun}, {
    by: 'alliance',
    description: 'The newest ${words} first (${chinese}).',
    order: { tag: 'created', expression: (${noun}) => ${noun}.createdAt, type: 'timestamptz', direction: 'desc' },
  }),
}));

declareRoots({
  ${noun}: root.byId(() => ${Noun}, {
    description: 'The ${words} with this id (${chinese}); null when there is none, or none that the viewer may see.',
  }),
});
`;

export const migration = ({ Nouns, table, at }) => `
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Create${Nouns}${at} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`
      create table ${table} (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        title text not null,
        created_at timestamptz(3) not null,
        primary key (alliance_id, id)
      );
      create unique index ${table}_id on ${table} (id);
      create index ${table}_created on ${table} (alliance_id, created_at, id);

      grant select, insert, update, delete on ${table} to gongjian_server;
    \`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ${table};');
  }
}
`;

export const index = ({ module, before }) => `
/**
 * ${module}: say here what it is for, and its terms, each with its Chinese.
 */
import '../${before}';
`;

/** The list of a module's entities; the index ends with it. */
export const entities = ({ entities: list }) => `
export const ${list} = [];
`;

export const model = ({ module }) => `
import { seenBy, type ModuleModel } from './model';

export const ${module}: ModuleModel = {
  types: {
  },
  extensions: {
    Alliance: {
      fields: seenBy(anyone, {
      }),
    },
  },
};
`;

/** What the reference model has to know: the type, and the list that the alliance shows. */
export const modelType = ({ Noun, noun, table }) => `
    ${Noun}: {
      table: '${table}',
      prefix: '${noun}',
      object: members,
      fields: seenBy(anyone, { title: column('title') }),
    },`;
export const modelList = ({ Noun, plural, table }) =>
  `${plural}: pageOf('${Noun}', '${table}', 'alliance_id', latest('created_at')),`;
export const modelRoot = ({ Noun, noun }) => `${noun}: ({ id }, look) => look.node(id, '${Noun}'),`;

export const entityTest = ({ Noun, plural, table, from }) => `
import { newId } from '${from('platform/database/ids')}';
import { rowId, TestWorld } from '${from('../tests/testkit/world/test-world')}';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

test('${Noun}: members see what their alliance has, the newest first, and the public sees nothing', async () => {
  const alliance = await world.alliance();
  const member = await alliance.person('观察员', ['OBSERVER']);
  const row = { alliance_id: rowId(alliance.id), created_at: new Date('2026-01-01') };
  await world.insert('${table}', [{ ...row, id: newId(), title: '一' }]);
  await world.insert('${table}', [{ ...row, id: newId(), title: '二', created_at: new Date('2026-01-02') }]);
  const list = 'query ($slug: String!) { alliance(slug: $slug) { ${plural} { totalCount nodes { title } } } }';
  const asked = async (who: typeof member | null) =>
    (await world.as(who).query<{ alliance: { ${plural}: unknown } }>(list, { slug: alliance.slug })).alliance.${plural};
  expect(await asked(member)).toEqual({ totalCount: 2, nodes: [{ title: '二' }, { title: '一' }] });
  expect(await asked(null)).toEqual({ totalCount: 0, nodes: [] });
});
`;

export const inputs = ({ Name, chinese, words, from }) => `
import { Field, ID, InputType } from 'type-graphql';
import { IdOf } from '${from(`${PLATFORM}/writes/validation`)}';
import { Name } from '${from('modules/alliance/shared/input-rules')}';

@InputType({ description: 'A new ${words} (${chinese}).' })
export class ${Name}Input {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Name(200)
  @Field(() => String, { description: 'The title (标题).' })
  title!: string;
}
`;

export const service = ({ Noun, noun, name, Name, chinese, words, from, file }) => `
import { globalId, newId } from '${from(`${PLATFORM}/database/ids`)}';
import type { Service } from '${from(`${PLATFORM}/writes/transaction`)}';
import { cleaned, rowId } from '${from(`${PLATFORM}/writes/validation`)}';
import { lockAsSecretariat } from '${from('modules/alliance/shared/authorisation')}';
import { ${Noun} } from './${file}.entity';
import type { ${Name}Input } from './${file}.inputs';

/** Adds a ${words} (${chinese}). By the secretariat. */
export const ${name}: Service<${Name}Input, { ${noun}: string }> = async (tx, input) => {
  const allianceId = rowId(input.allianceId);
  const refused = await lockAsSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const id = newId();
  const title = cleaned(input.title);
  await tx.manager.insert(${Noun}, { allianceId, id, title, createdAt: tx.now });
  tx.audit({ allianceId, action: '${name}', subject: globalId('${noun}', id), details: { title } });
  return { ${noun}: id };
};
`;

export const mutations = ({ Noun, noun, name, Name, chinese, words, from, file }) => `
import { declareMutations, mutation } from '${from(`${PLATFORM}/writes/declarations`)}';
import { ${Noun} } from './${file}.entity';
import { ${Name}Input } from './${file}.inputs';
import { ${name} } from './${file}.service';

declareMutations({
  ${name}: mutation(${name}, {
    input: ${Name}Input,
    by: 'session',
    who: ['secretariat'],
    description: 'Adds a ${words} (${chinese}). By the secretariat.',
    payload: { ${noun}: () => ${Noun} },
  }),
});
`;

export const mutationTest = ({ noun, name, from }) => `
import { TestWorld } from '${from('../tests/testkit/world/test-world')}';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

test('${name}: the secretariat may, others may not, and a bad title is named', async () => {
  const alliance = await world.alliance();
  const member = await alliance.person('观察员', ['OBSERVER']);
  const input = { allianceId: alliance.id, title: ' 标题 ' };
  const secretariat = world.as(alliance.secretariat);
  expect(await secretariat.mutate('${name}', input, '${noun} { title }')).toEqual({ ${noun}: { title: '标题' } });
  const { userErrors: forbidden } = await world.as(member).attempt('${name}', input);
  expect(forbidden).toMatchObject([{ code: 'NOT_ALLOWED' }]);
  const { userErrors: untitled } = await secretariat.attempt('${name}', { ...input, title: '' });
  expect(untitled).toMatchObject([{ code: 'INVALID', path: ['title'] }]);
});
`;

export const feed = ({ Noun, noun, chinese, words, from, file }) => `
import { declareEventFeed } from '${from(`${PLATFORM}/live`)}';
import { Alliance } from '${from('modules/alliance/alliance/alliance.entity')}';
import { ${Noun} } from './${file}.entity';

declareEventFeed<${Noun}>({
  field: '${noun}Added',
  type: () => ${Noun},
  description: 'Each new ${words} of an alliance, from now on (${chinese}).',
  by: 'anyone',
  streams: (of) => ({ allianceId: of(() => Alliance) }),
  tree: () => [${Noun}],
  costCeiling: 100,
  row: () => ${Noun},
  named: '${noun}',
});
`;

/** The line of the service that makes it live. */
export const emit = ({ noun }) =>
  `tx.emit({ feed: '${noun}Added', allianceId, streamId: allianceId, content: { ${noun}: id } });`;

export const feedTest = ({ noun, name, from }) => `
import { untilJoined } from '${from('../tests/testkit/joined')}';
import { TestWorld } from '${from('../tests/testkit/world/test-world')}';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

test('${noun}Added: members are sent what is new', async () => {
  const alliance = await world.alliance();
  const socket = await world.socket(await alliance.person('观察员', ['OBSERVER']));
  const query = 'subscription ($id: ID!) { ${noun}Added(allianceId: $id) { title } }';
  await untilJoined(() => socket.subscribe('added', query, { id: alliance.id }));
  await world.as(alliance.secretariat).mutate('${name}', { allianceId: alliance.id, title: '标题' }, '${noun} { id }');
  expect(await socket.answer('added')).toEqual({ ${noun}Added: { title: '标题' } });
});
`;
