import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  coerceInputValue,
  isInputType,
  parse,
  typeFromAST,
  validate,
  type VariableDefinitionNode,
} from 'graphql';
import { examples, meetingInSessionQuery, withMeetingId } from '../../../web/graphiql/examples';

const schema = buildSchema(readFileSync(join(__dirname, '../../../schema.graphql'), 'utf8'));

describe('the examples of GraphiQL', () => {
  it.each(examples)('fit the schema: $title.en', ({ query }) => expect(validate(schema, parse(query))).toEqual([]));

  it('come with a question for the meeting in session that fits the schema', () =>
    expect(validate(schema, parse(meetingInSessionQuery))).toEqual([]));

  const withVariables = examples.filter(({ variables }) => variables !== undefined);

  it.each(withVariables)('have variables that fit: $title.en', (example) => {
    const given = JSON.parse(withMeetingId(example.variables ?? '', 'anId')) as Record<string, unknown>;
    const definitions = parse(example.query).definitions.flatMap((definition): readonly VariableDefinitionNode[] =>
      definition.kind === 'OperationDefinition' ? (definition.variableDefinitions ?? []) : [],
    );
    expect(Object.keys(given)).toEqual(definitions.map(({ variable }) => variable.name.value));
    for (const { type, variable } of definitions) {
      const inputType = typeFromAST(schema, type as Parameters<typeof typeFromAST>[1]);
      if (!isInputType(inputType)) throw new Error(`${variable.name.value} is of no input type`);
      coerceInputValue(given[variable.name.value], inputType, (_path, _value, error) => {
        throw error;
      });
    }
  });
});

describe('withMeetingId', () => {
  it('fills an empty meeting id in JSON, and in JSON within JSON', () => {
    const variables = JSON.stringify({ input: { meetingId: '', item: { title: '' } } });
    const tabs = JSON.stringify({ tabs: [{ variables }] }, null, 2);
    expect(JSON.parse(withMeetingId(variables, 'm1'))).toEqual({ input: { meetingId: 'm1', item: { title: '' } } });
    const filled = JSON.parse(withMeetingId(tabs, 'm1')) as { tabs: { variables: string }[] };
    expect(filled.tabs[0]?.variables).toBe(withMeetingId(variables, 'm1'));
  });

  it('leaves an id that is there, and everything when no meeting is in session', () => {
    expect(withMeetingId('{ "meetingId": "mine" }', 'm1')).toBe('{ "meetingId": "mine" }');
    expect(withMeetingId('{ "meetingId": "" }', undefined)).toBe('{ "meetingId": "" }');
  });
});
