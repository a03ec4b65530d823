/**
 * Loads its modules anew, within the sandbox, in an order of its own.
 *
 * @jest-environment node
 */
import { readFileSync } from 'node:fs';
// the highest module first, and more than the server needs of it: what is loaded when is not to show
import '../../src/modules/recognition';
import '../../src/modules/meetings/meeting/meeting.service';
import { printGraph } from '../../src/app/server/printed-graph';
import { buildGraph } from '../../src/app/server/schema';

const printed = readFileSync('schema.graphql', 'utf8');
const typeNames = [...printed.matchAll(/^(?:type|input|enum|union|interface|scalar) (\w+)/gm)].map(([, name]) => name);

/** The fields of a type, in the order in which they are printed. */
const fieldsOf = (type: string): string[] => {
  const [, body = ''] = new RegExp(`^type ${type} [^]*?\\{\\n([^]*?)^\\}`, 'm').exec(printed) ?? [];
  return [...body.matchAll(/^ {2}(\w+)[:(]/gm)].map(([, name]) => name ?? '');
};

test('what is loaded first makes no difference to the schema', async () => {
  expect(printGraph(await buildGraph())).toBe(printed);
});

test('the entry points come first, then modules from the lowest, then what is sent and answered', () => {
  expect(typeNames.slice(0, 4)).toEqual(['Query', 'Mutation', 'Subscription', 'Node']);
  const landmarks = ['Viewer', 'Notification', 'Alliance', 'Agreement', 'JointMeeting', 'SignInInput', 'AgendaUpdate'];
  expect(typeNames.filter((name) => landmarks.includes(name ?? ''))).toEqual(landmarks);
  expect(new Set(typeNames).size).toBe(typeNames.length);
});

test('what belongs together stands together', () => {
  const from = typeNames.indexOf('MemberUnitConnection');
  expect(typeNames.slice(from, from + 5)).toEqual([
    'MemberUnitConnection',
    'MemberUnitFilter',
    'MemberUnitOrder',
    'MemberUnitOrderField',
    'MemberUnitEdge',
  ]);
  expect(typeNames[typeNames.indexOf('SignInInput') + 1]).toBe('SignInPayload');
});

test("a type's fields are in the order in which they are declared, columns first, those of higher modules last", () => {
  expect(fieldsOf('Alliance').slice(0, 4)).toEqual(['id', 'slug', 'name', 'motto']);
  expect(fieldsOf('Alliance').slice(-12)).toEqual([
    ...['agreements', 'commitments', 'bases', 'listGaps', 'listRounds', 'needs', 'projects', 'resources'],
    ...['meetings', 'meetingSeries', 'agendaTemplates', 'report'],
  ]);
});
