import { Kind, parse, type FieldNode } from 'graphql';
import { describeReads } from '../../../../src/app/commands/sql';
import { fragmentsOf } from '../../../../src/platform/execution/operation-plan';
import { declaredFeeds } from '../../../../src/platform/live/declarations';
import { StepPlan } from '../../../../src/platform/live/step-plan';
import type { ReadModel } from '../../../../src/platform/reads/model';

let model: ReadModel;
beforeAll(async () => {
  model = await describeReads();
});

/** How large the statements are that a document of `agendaUpdates` with this selection runs at every change. */
function sizeOf(selection: string): number {
  const feed = declaredFeeds().get('agendaUpdates');
  const document = parse(`subscription { agendaUpdates(meetingId: "x") { ${selection} } }`);
  const [operation] = document.definitions;
  if (feed?.kind !== 'steps' || operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no feed of steps');
  const nodes = operation.selectionSet.selections as readonly FieldNode[];
  return new StepPlan(model, feed, { nodes, fragments: fragmentsOf(document), variables: {}, locale: 'en' }).size;
}

it('what is there for caches costs those nothing who do not ask for it', () => {
  const plain = sizeOf('revision');
  expect(sizeOf('revision previousRevision at currentItemId schedule { itemId number expectedAt }')).toBe(plain);
  expect(sizeOf('revision schedule { item { id } }')).toBeGreaterThan(plain);
  expect(sizeOf('revision agenda { revision }')).toBeGreaterThan(plain);
});
