import { engines } from '../../../../package.json';
import { isTooOld, REQUIRED_NODE } from '../../../../src/platform/config/required-node';

test('the least version of Node.js is the one that npm is told', () => {
  expect(engines.node).toBe(`>=${REQUIRED_NODE}`);
});

test.each([
  ['20.19.0', false],
  ['20.18.9', true],
  ['18.20.4', true],
  ['22.1.0', false],
  ['100.0.0', false],
])('%s is too old: %s', (version, expected) => {
  expect(isTooOld(version)).toBe(expected);
});
