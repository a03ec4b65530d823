import { LIMITS } from '../../../../src/platform/budgets';
import { StatementNames } from '../../../../src/platform/database/statement-names';

const statement = (name: string, bytes = 1_000) => ({ name, text: 'x'.repeat(bytes) });
const HOT = Array.from({ length: 50 }, (_, place) => statement(`hot ${place}`));

let names: StatementNames;
beforeEach(() => {
  names = new StatementNames();
});

/** Asks for each of them so many times; those that have a name in the end. */
function ask(statements: readonly ReturnType<typeof statement>[], times: number): number {
  for (let time = 0; time < times; time += 1) statements.forEach((each) => names.nameOf(each));
  return statements.filter(({ name }) => names.has(name)).length;
}

it('names what is asked for again', () => {
  expect(names.nameOf(statement('a'))).toBeUndefined();
  expect(names.nameOf(statement('a'))).toBe('a');
});

it('names nothing that is too long, however often it is asked for', () => {
  expect(ask([statement('long', LIMITS.namedStatementBytes + 1)], 100)).toBe(0);
  expect(ask([statement('at the limit', LIMITS.namedStatementBytes)], 2)).toBe(1);
});

it('names no more bytes than a connection keeps', () => {
  const large = Array.from({ length: 100 }, (_, place) => statement(`large ${place}`, LIMITS.namedStatementBytes));
  expect(ask(large, 5)).toBe(LIMITS.namedBytes / LIMITS.namedStatementBytes);
});

it('names no more statements than a connection keeps', () => {
  const small = Array.from({ length: 2 * LIMITS.namedStatements }, (_, place) => statement(`small ${place}`, 10));
  expect(ask(small, 5)).toBe(LIMITS.namedStatements);
});

it('takes no name from what is asked for all the time, however many others are asked for a few times', () => {
  ask(HOT, 10);
  for (let burst = 0; burst < 20; burst += 1) {
    ask(HOT, 1);
    const others = Array.from({ length: 500 }, (_, place) => statement(`${burst} ${place}`, 4_000));
    ask(others, 3);
    expect(ask(HOT, 1)).toBe(HOT.length);
  }
});

it('takes names from what is no longer asked for', () => {
  const once = Array.from({ length: LIMITS.namedBytes / LIMITS.namedStatementBytes }, (_, place) =>
    statement(`once ${place}`, LIMITS.namedStatementBytes),
  );
  expect(ask(once, 100)).toBe(once.length);
  expect(ask(HOT, 2_000)).toBe(HOT.length);
  expect(names.changes).toBeGreaterThan(0);
  expect(ask(once, 0)).toBeLessThan(once.length);
});
