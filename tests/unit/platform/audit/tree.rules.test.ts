import fc from 'fast-check';
import {
  consistencyRanges,
  GrowingTree,
  inclusionRanges,
  isContinuedBy,
  leafHash,
  rootOfInclusion,
  rootOver,
  type Range,
} from '../../../../src/platform/audit/tree.rules';

/** Leaves and roots of the reference tests of RFC 6962, for trees of one to eight leaves. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = LEAVES.map((hex) => leafHash(Buffer.from(hex, 'hex').toString('latin1')));
const hashes = (all: readonly Buffer[]) => (ranges: readonly Range[]) =>
  ranges.map(([start, end]) => rootOver(all.slice(start, end)));
const hex = (all: readonly Buffer[]): string[] => all.map((hash) => hash.toString('hex'));

describe('the reference tests of RFC 6962', () => {
  it('roots', () => {
    expect(new GrowingTree().root.toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    const tree = new GrowingTree();
    expect(
      leaves.map((leaf) => {
        tree.push(leaf);
        return tree.root.toString('hex');
      }),
    ).toEqual(ROOTS);
  });

  it('an inclusion proof', () => {
    expect(hex(hashes(leaves)(inclusionRanges(0, 8)))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
  });

  it('consistency proofs', () => {
    expect(hex(hashes(leaves)(consistencyRanges(6, 8)))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(hex(hashes(leaves)(consistencyRanges(2, 5)))).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });
});

/** A tree of some leaves, and a number of them. */
const trees = fc
  .integer({ min: 1, max: 700 })
  .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 1, max: size })));
const treeOf = (size: number): Buffer[] => Array.from({ length: size }, (_, index) => leafHash(`leaf ${index}`));
const altered = (proof: readonly Buffer[], place: number): Buffer[] =>
  proof.map((hash, index) => (index === place % proof.length ? leafHash('another') : hash));

it('a leaf’s proof leads to the root, and no other does', () => {
  fc.assert(
    fc.property(trees, fc.nat(), ([size, number], place) => {
      const all = treeOf(size);
      const index = number - 1;
      const leaf = all[index] as Buffer;
      const proof = hashes(all)(inclusionRanges(index, size));
      const root = rootOver(all);
      expect(rootOfInclusion(leaf, index, size, proof)).toEqual(root);
      expect(rootOfInclusion(leafHash('another'), index, size, proof)).not.toEqual(root);
      expect(rootOfInclusion(leaf, index, size, [...proof, root])).toBeNull();
      expect(rootOfInclusion(leaf, size, size, proof)).toBeNull();
      if (proof.length > 0) {
        expect(rootOfInclusion(leaf, index, size, altered(proof, place))).not.toEqual(root);
        expect(rootOfInclusion(leaf, index, size, proof.slice(1))).toBeNull();
      }
    }),
  );
});

it('a tree continues each that it has grown from, and no other', () => {
  fc.assert(
    fc.property(trees, fc.nat(), ([size, from], place) => {
      const all = treeOf(size);
      const [older, newer] = [
        { size: from, root: rootOver(all.slice(0, from)) },
        { size, root: rootOver(all) },
      ];
      const proof = hashes(all)(consistencyRanges(from, size));
      expect(isContinuedBy(older, newer, proof)).toBe(true);
      expect(isContinuedBy({ ...older, root: leafHash('another') }, newer, proof)).toBe(false);
      expect(isContinuedBy(older, { ...newer, root: leafHash('another') }, proof)).toBe(false);
      expect(isContinuedBy(older, newer, [...proof, newer.root])).toBe(false);
      if (size > from) expect(isContinuedBy(newer, older, proof)).toBe(false);
      if (proof.length > 0) {
        expect(isContinuedBy(older, newer, altered(proof, place))).toBe(false);
        expect(isContinuedBy(older, newer, proof.slice(1))).toBe(false);
      }
    }),
  );
});

it('any tree continues the empty one, and nothing else that says it is empty', () => {
  const newer = { size: 3, root: rootOver(treeOf(3)) };
  expect(isContinuedBy({ size: 0, root: new GrowingTree().root }, newer, [])).toBe(true);
  expect(isContinuedBy({ size: 0, root: newer.root }, newer, [])).toBe(false);
});

it('a root over whole subtrees of one size and a last smaller one is the root over their leaves', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), fc.constantFrom(1, 2, 16, 256), (size, width) => {
      const all = treeOf(size);
      const parts = Array.from({ length: Math.ceil(size / width) }, (_, index) =>
        rootOver(all.slice(index * width, (index + 1) * width)),
      );
      expect(rootOver(parts)).toEqual(rootOver(all));
    }),
  );
});
