import crypto, { generateKeyPairSync } from 'node:crypto';
import type { Pool } from 'pg';
import { isSealOf, Sealer } from '../../../../src/platform/sealing';
import { publicKey } from '../../../../src/platform/sealing/seal.rules';

/** A check takes 0.15 ms, and all seals of an agreement are checked before each of its steps. */

function keyPair() {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
}

function sealer(): Sealer {
  return new Sealer({ sealKey: keyPair(), authSecret: 'a secret' });
}

/** A seal that no server in this process has made. */
function sealElsewhere(text: string) {
  const { privateKey, publicKey: half } = generateKeyPairSync('ed25519');
  const key = publicKey(String(half.export({ format: 'jwk' }).x));
  const signature = crypto.sign(null, Buffer.from(text), privateKey).toString('base64url');
  return { key, seal: { keyId: key.kid, signature } };
}

afterEach(() => jest.restoreAllMocks());

it('checks a seal that was made elsewhere but once', () => {
  const { key, seal } = sealElsewhere('a text');
  const verify = jest.spyOn(crypto, 'verify');
  expect([1, 2, 3].map(() => isSealOf('a text', seal, key))).toEqual([true, true, true]);
  expect(verify).toHaveBeenCalledTimes(1);
});

it('checks no seal that was made here', () => {
  const own = sealer();
  const seal = own.seal('a text');
  const verify = jest.spyOn(crypto, 'verify');
  expect(isSealOf('a text', seal, own.key)).toBe(true);
  expect(verify).not.toHaveBeenCalled();
});

it('knows a seal with its text and its key, and nothing else by it', () => {
  const [own, other] = [sealer(), sealer()];
  const seal = own.seal('a text');
  const keyId = other.key.kid;
  expect(isSealOf('a text', seal, own.key)).toBe(true);
  expect(isSealOf('another text', seal, own.key)).toBe(false);
  expect(isSealOf('a text', seal, other.key)).toBe(false);
  expect(isSealOf('a text', { ...seal, keyId }, other.key)).toBe(false);
  expect(isSealOf('a text', { ...seal, keyId }, own.key)).toBe(false);
  expect(isSealOf('a text', seal, { ...own.key, kid: keyId })).toBe(false);
  expect(isSealOf('a text', seal, { ...own.key, x: other.key.x })).toBe(false);
  expect(isSealOf('a text', { ...seal, signature: `${seal.signature}=` }, own.key)).toBe(false);
});

it('checks one that does not hold each time', () => {
  const { key, seal } = sealElsewhere('a text');
  const verify = jest.spyOn(crypto, 'verify');
  expect([1, 2].map(() => isSealOf('another text', seal, key))).toEqual([false, false]);
  expect(verify).toHaveBeenCalledTimes(2);
});

it('checks once what vouches for a key, and each time what does not', async () => {
  const own = sealer();
  const endorsements: Buffer[] = [];
  const query = jest.fn(async (asked: unknown, values?: readonly unknown[]) => {
    if (Array.isArray(values)) endorsements.push(...(values[2] as Buffer[]));
    return { rows: [{ keys: [] }], asked };
  });
  await own.introduce({ query } as unknown as Pool);
  const rows = endorsements.map((each) => ({ x: own.key.x, endorsement: each.toString('hex') }));
  const verify = jest.spyOn(crypto, 'verify');
  expect(rows.flatMap((row) => [own.isEndorsed(row), own.isEndorsed(row)])).toEqual([true, true, true, true]);
  expect(verify).toHaveBeenCalledTimes(1);
  const forged = { x: sealer().key.x, endorsement: rows[1]?.endorsement ?? '' };
  expect([own.isEndorsed(forged), own.isEndorsed(forged)]).toEqual([false, false]);
  expect(verify).toHaveBeenCalledTimes(3);
});
