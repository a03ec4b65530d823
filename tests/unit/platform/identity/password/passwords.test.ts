/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import * as argon2 from '@node-rs/argon2';
import { OWN_MACHINE } from '../../../../../src/platform/budgets';
import { passwordFault, Passwords } from '../../../../../src/platform/identity/password/passwords';

jest.mock('@node-rs/argon2', () => {
  const actual = jest.requireActual<typeof argon2>('@node-rs/argon2');
  return { ...actual, verify: jest.fn(actual.verify) };
});

/** Kind, version, memory, passes and lanes, which decide how much work a hash is. */
const parametersOf = (hash = ''): string[] => hash.split('$').slice(1, 4);
const faultOf = (password: string) => passwordFault(password, 'Li.Ming@demo.example', 'newPassword');

describe('passwordFault', () => {
  it.each(['demo-gongjian', '共建联合会的长密码一二', 'x1y2z3x1y2z3', 'a'.repeat(20) + 'bcd', '🔑🗝️🔒🔓🔏🔐abcd'])(
    'takes %s',
    (password) => {
      expect(faultOf(password)).toBeNull();
    },
  );

  it('counts characters, not their pieces', () => {
    expect(faultOf('🔑🗝🔒🔓🔏🔐')?.refusals[0]?.key).toBe('identity.passwordLength');
    expect(faultOf('a1b2'.repeat(50))).toBeNull();
    expect(faultOf(`${'a1b2'.repeat(50)}x`)?.refusals[0]?.key).toBe('identity.passwordLength');
  });

  it.each([
    ['short1234', 'identity.passwordLength'],
    ['', 'identity.passwordLength'],
    ['LI.MING@DEMO.EXAMPLE', 'identity.passwordIsEmail'],
    ['Password123', 'identity.passwordCommon'],
    ['1234567890', 'identity.passwordCommon'],
    ['１２３４５６７８９０', 'identity.passwordCommon'],
    ['aaaaaaaaaaaa', 'identity.passwordCommon'],
  ])('refuses %s, naming the field', (password, key) => {
    expect(faultOf(password)?.refusals).toMatchObject([{ code: 'INVALID', key, path: ['newPassword'] }]);
  });
});

describe('Passwords', () => {
  const passwords = new Passwords();

  it('hashes with argon2id and the parameters that OWASP names', async () => {
    expect(await passwords.hash('demo-gongjian')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('takes a password in any form in which it can be typed', async () => {
    const known = await passwords.hash('café１２３４５６');
    expect(await passwords.verify(known, 'cafe\u0301123456', OWN_MACHINE)).toBe(true);
    expect(await passwords.verify(known, 'cafe123456', OWN_MACHINE)).toBe(false);
  });

  it('does as much work for nobody as for somebody, and never says yes', async () => {
    const known = await passwords.hash('demo-gongjian');
    jest.mocked(argon2.verify).mockClear();
    for (const hash of [null, known]) expect(await passwords.verify(hash, 'something else', OWN_MACHINE)).toBe(false);
    const compared = jest.mocked(argon2.verify).mock.calls.map(([hash]) => String(hash));
    expect(compared).toEqual([expect.any(String), known]);
    expect(parametersOf(compared[0])).toEqual(parametersOf(known));
  });

  it('does not take a huge text for the password that it begins with', async () => {
    const known = await passwords.hash('demo-gongjian');
    expect(await passwords.verify(known, 'demo-gongjian'.padEnd(1_000_000, 'x'), OWN_MACHINE)).toBe(false);
  });
});
