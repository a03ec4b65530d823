/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { buildSchema, GraphQLString, isInputObjectType } from 'graphql';
import { buildGraph } from '../../../../src/app/server/schema';
import { MemberUnit } from '../../../../src/modules/alliance/member-unit/member-unit.entity';
import { sql } from '../../../../src/platform/database/sql';
import { describeReadBounds } from '../../../../src/platform/reads/bounds';
import { declareFields } from '../../../../src/platform/reads/declarations';

it('every text and list that a read takes says how much', async () => {
  const schema = await buildGraph();
  const filter = schema.getType('MemberUnitFilter');
  if (!isInputObjectType(filter)) throw new Error('no filter');
  const { text, kinds, host } = filter.getFields();
  expect(text?.type).toBe(GraphQLString);
  expect(text?.description).toBe(
    'Occurs in the name, the short name or the credit code (文字). At most 200 characters.',
  );
  expect(kinds?.description).toBe('Of one of these kinds (单位性质). At most 100 entries.');
  expect(host?.description).not.toContain('At most');
  const { alliance } = schema.getQueryType()?.getFields() ?? {};
  const slug = alliance?.args.find(({ name }) => name === 'slug');
  expect(slug?.description).toBe('Its name in URLs (网址名称). At most 200 characters.');
});

it('one that takes any amount is not built', () => {
  declareFields(MemberUnit, (field) => ({
    planted: field.many(() => MemberUnit, {
      description: 'Itself (本单位).',
      on: (other, unit) => sql`${other.id} = ${unit.id}`,
      arguments: [
        {
          argument: 'code',
          description: 'The credit code (统一社会信用代码).',
          type: () => String,
          condition: { parameterType: 'text', condition: (unit, code) => sql`${unit.name} = ${code}` },
        },
      ],
    }),
  }));
  const schema = buildSchema(
    'type Query { units: MemberUnit } type MemberUnit { planted(code: String): [MemberUnit!]! }',
  );
  expect(() => describeReadBounds(schema)).toThrow('arguments of reads without a bound: MemberUnit.planted(code)');
});
