import { mistypedVariables } from '../../../../src/platform/config';

test.each([
  ['DATABSE_URL', 'DATABASE_URL'],
  ['LOGLEVEL', 'LOG_LEVEL'],
  ['database_url', 'DATABASE_URL'],
  ['SEAL_KEY_FLIE', 'SEAL_KEY_FILE'],
])('%s is told apart from what is read', (name, meant) => {
  expect(mistypedVariables({ [name]: 'x' })).toEqual([{ name, meant }]);
});

test('what is read, and what is like nothing that is, is passed over', () => {
  const others = { HOME: '/', HOSTNAME: 'a', PATH: '/bin', NODE_ENV: 'production', DATABASE_HOST: 'b', SHELL: 'sh' };
  expect(mistypedVariables({ ...others, DATABASE_URL: 'x', SEAL_KEY_FILE: 'y' })).toEqual([]);
});
