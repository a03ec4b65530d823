import type { Viewer } from '../../../../src/platform/access/viewer';
import { LIMITS } from '../../../../src/platform/budgets';
import type { ComputedPlace } from '../../../../src/platform/reads/bindings';
import { compute, shaped } from '../../../../src/platform/reads/computed';
import type { ComputedRead, Computing, Shape } from '../../../../src/platform/reads/declarations';
import { JsonText } from '../../../../src/platform/reads/json';
import { SharedWork } from '../../../../src/platform/reads/shared-work';

const viewer: Viewer = {
  personId: 'person',
  credential: { kind: 'none' },
  expiresAt: null,
  rightsAsOf: null,
  parameters: {},
};
const computing = (): Computing => ({
  database: { query: () => undefined as never },
  viewer,
  locale: 'en',
  services: null,
  shared: new SharedWork('person'),
});

function place(path: readonly string[], load: ComputedRead['load'], shape: Shape | null = null): ComputedPlace {
  return {
    path,
    read: { kind: 'computed', type: () => String, description: 'A text.', needs: ['id'], cost: 1, load },
    argumentsAt: null,
    shape,
  };
}

const shape: Shape = {
  typeName: 'Line',
  members: [
    ['kind', '__typename', null],
    ['words', 'text', null],
  ],
};

it('shows of a value what was asked for, under its response keys', () => {
  expect(shaped([{ text: '甲', other: 1 }, null], shape)).toEqual([{ kind: 'Line', words: '甲' }, null]);
  expect(shaped(null, shape)).toBeNull();
  expect(shaped('甲', null)).toBe('甲');
});

it('puts in text that is JSON already as it stands, once for each place, and touches nothing that only looks like one', async () => {
  const text = new JsonText('{ "as" : "it stands" }');
  const places = [
    place(['one'], async (rows) => rows.map(() => text)),
    place(['two', '*', 'three'], async () => [text]),
  ];
  const lookalike = '"\\u00000" \\u00000 \u0001 "\\\\u00000"';
  const result = JSON.stringify({ one: [0, 'a'], two: [{ three: [1, 'b'] }, { three: null }], lookalike });
  const printed = await compute(result, places, computing(), []);
  expect(printed).toBe(
    `{"one":{ "as" : "it stands" },"two":[{"three":{ "as" : "it stands" }},{"three":null}],"lookalike":${JSON.stringify(lookalike)}}`,
  );
});

describe('what the computed fields of a request share', () => {
  it('is made once', () => {
    const shared = new SharedWork('person');
    const make = jest.fn(() => ({}));
    expect(shared.once('a', make)).toBe(shared.once('a', make));
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('is bounded in bytes, for the request and for its person, until the request is over', () => {
    const [one, other, third] = [new SharedWork('person'), new SharedWork('person'), new SharedWork('another')];
    one.reserve(LIMITS.computedBytes);
    expect(() => one.reserve(1)).toThrow(expect.objectContaining({ code: 'TOO_COSTLY' }) as Error);
    expect(() => other.reserve(1)).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }) as Error);
    third.reserve(LIMITS.computedBytesTogether - LIMITS.computedBytes);
    expect(() => new SharedWork('a third').reserve(1)).toThrow(
      expect.objectContaining({ code: 'UNAVAILABLE' }) as Error,
    );
    one.release();
    other.reserve(LIMITS.computedBytes);
    [other, third].forEach((each) => each.release());
  });

  it('is done one thing at a time, and nothing more once the request is over', async () => {
    const shared = new SharedWork('person');
    const under: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      under.push(`${name} begins`);
      await Promise.resolve();
      under.push(`${name} ends`);
    };
    const failing = shared.inTurn(() => Promise.reject(new Error('no')));
    const [one, two] = [shared.inTurn(work('one')), shared.inTurn(work('two'))];
    await expect(failing).rejects.toThrow('no');
    await Promise.all([one, two]);
    expect(under).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
    shared.release();
    await expect(shared.inTurn(work('three'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
