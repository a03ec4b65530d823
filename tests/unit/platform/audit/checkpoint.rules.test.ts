import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import {
  originOf,
  readCheckpoint,
  signedCheckpoint,
  signerOf,
  type SignedCheckpoint,
} from '../../../../src/platform/audit/checkpoint.rules';
import { Sealer } from '../../../../src/platform/sealing';

/** The example of C2SP tlog-checkpoint. */
const EXAMPLE = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;

const AUTH_SECRET = 'a secret of at least thirty-two characters';
const sealerOf = (sealKey: string): Sealer => new Sealer({ authSecret: AUTH_SECRET, sealKey });
/** The key of the examples in golang.org/x/mod/sumdb/note, whose id there is c74f20a3. */
const peter = sealerOf(
  createPrivateKey({
    key: Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1),
    ]),
    format: 'der',
    type: 'pkcs8',
  })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString(),
);
const another = sealerOf(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
const head = { size: 3, root: Buffer.alloc(32, 7) };
const note = signedCheckpoint({ origin: 'PeterNeumann', ...head }, peter);
const read = (text: string): SignedCheckpoint => {
  const checkpoint = readCheckpoint(text);
  if (checkpoint === null) throw new Error('no checkpoint');
  return checkpoint;
};

it('reads the example of the format', () => {
  expect(read(EXAMPLE)).toMatchObject({
    origin: 'example.com/behind-the-sofa',
    size: 20_852_163,
    root: Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64'),
    signatures: [{ name: 'example.com/behind-the-sofa', keyId: Buffer.from('033de0ae', 'hex') }],
  });
});

it('names keys as the format does', () => {
  expect(peter.key.x).toBe(
    Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1).toString('base64url'),
  );
  expect(read(note).signatures[0]?.keyId.toString('hex')).toBe('c74f20a3');
});

it('is signed by its log’s key', () => {
  expect(read(note)).toMatchObject({ origin: 'PeterNeumann', ...head });
  expect(signerOf(read(note), [another.key, peter.key])).toEqual(peter.key);
  expect(signerOf(read(note), [another.key])).toBeNull();
  expect(signerOf(read(note), [])).toBeNull();
});

it.each([
  ['size', note.replace('\n3\n', '\n2\n')],
  ['root', note.replace('\nBwcH', '\nBwcI')],
  ['name', note.replaceAll('PeterNeumann', 'PeterNeumanm')],
  ['signer’s name', note.replace('— PeterNeumann', '— Somebody')],
  ['lines added', note.replace('\n\n', '\nmore\n\n')],
])('does not hold with another %s', (_, text) => {
  expect(signerOf(read(text), [peter.key])).toBeNull();
});

it('passes over signatures of others, such as witnesses', () => {
  const witnessed = `${note}${signedCheckpoint({ origin: 'witness.example', ...head }, another).split('\n\n')[1]}`;
  expect(signerOf(read(witnessed), [peter.key])).toEqual(peter.key);
});

it.each([
  ['nothing', ''],
  ['text', 'something\n'],
  ['no signature', note.slice(0, note.indexOf('—'))],
  ['a size that begins with 0', note.replace('\n3\n', '\n03\n')],
  ['a negative size', note.replace('\n3\n', '\n-3\n')],
  ['a root that is too short', note.replace('BwcH', '')],
  ['a root written in another way', note.replace(/.=\n\n/, 'd=\n\n')],
  ['no end of the last line', note.trimEnd()],
  ['more after it', `${note}more\n`],
  ['carriage returns', note.replaceAll('\n', '\r\n')],
])('is none: %s', (_, text) => {
  expect(readCheckpoint(text)).toBeNull();
});

it('is of a log that is called by its address', () => {
  expect(originOf('https://gongjian.example/a+b')).toBe('gongjian.example/a%2Bb');
  expect(originOf(null)).toBe('gongjian');
});
