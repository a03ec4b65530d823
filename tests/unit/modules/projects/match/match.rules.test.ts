import {
  commonWords,
  PLACES,
  reasonsOf,
  WEIGHTS,
  type PairFacts,
} from '../../../../../src/modules/projects/match/match.rules';

describe('weights', () => {
  it('make 1 together, so that a score lies in [0, 1]', () => {
    expect(Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
    for (const value of Object.values(PLACES)) expect(value >= 0 && value <= 1).toBe(true);
  });
});

describe('words that two texts have in common', () => {
  it.each([
    ['老年人义诊，希望测血压', '内科专家义诊队量血压', ['义诊', '血压']],
    ['居民议事的地方', '居民议事、协商使用', ['居民议事']],
    ['鱻', '鱻。', ['鱻']],
    ['鱻味', '新鱻', []],
    ['WIFI 维修', 'wifi安装', ['wifi']],
    ['？！', '？！', []],
    ['', '义诊', []],
  ])('%s / %s', (said, offered, words) => {
    expect(commonWords(said, offered)).toEqual(words);
  });

  it('are at most three, the longest', () => {
    const text = '灭火器、消防演练、急救、义诊、反诈宣传';
    expect(commonWords(text, text)).toEqual(['消防演练', '反诈宣传', '灭火器']);
  });

  it('are found in long texts in a number of steps that grows as they do', () => {
    const [said, offered] = ['义诊血压'.repeat(125), '压血诊义'.repeat(125)];
    expect(commonWords(said, offered).length).toBeLessThanOrEqual(3);
  });
});

describe('reasons', () => {
  const none: PairFacts = {
    sameCategory: false,
    said: '义诊',
    offered: '足球',
    place: 'ELSEWHERE',
    overlap: 0,
    asked: null,
    vacant: 0,
    kept: 0,
  };
  const keys = (more: Partial<PairFacts>): string[] => reasonsOf({ ...none, ...more }).map(({ key }) => key);

  it('are of what counts, and of nothing else', () => {
    expect(keys({})).toEqual([]);
    expect(keys({ offered: '义诊', sameCategory: true, place: 'WITHIN', overlap: 1, vacant: 1, kept: 2 })).toEqual([
      'match.words',
      'match.category',
      'match.place.WITHIN',
      'match.time',
      'match.capacity',
      'match.record',
    ]);
  });

  it('say how much of the time and of what is needed there is', () => {
    expect(reasonsOf({ ...none, overlap: 0.456, asked: 5, vacant: 3 })).toEqual([
      { key: 'match.partOfTime', parameters: { percent: 46 } },
      { key: 'match.partOfCapacity', parameters: { vacant: 3, asked: 5 } },
    ]);
    expect(keys({ asked: 3, vacant: 3 })).toEqual(['match.capacity']);
  });
});
