/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { mutation, preparedMutation } from '../../../../src/platform/writes/declarations';
import type { MutationRequest } from '../../../../src/platform/writes/mutation';
import type { Service } from '../../../../src/platform/writes/transaction';
import { MaxLength, Text, validateInput } from '../../../../src/platform/writes/validation';

class PlantedInput {
  @Text({ max: 100_000, composed: true }) text?: string = 'a';
  @MaxLength(8) secret?: string = '';
}
const withText = (text: string): PlantedInput => Object.assign(new PlantedInput(), { text });
const withSecret = (secret: string): PlantedInput => Object.assign(new PlantedInput(), { secret });
const refusalsOf = (input: object) => validateInput(input)?.refusals.map(({ code, path }) => [code, path]) ?? [];

describe('a text', () => {
  it.each([
    ['thirty marks on a letter', `a${'\u0301'.repeat(30)}`],
    ['a letter between heaps of thirty', `a${'\u0301'.repeat(30)}b${'\u0323'.repeat(30)}`],
    ['vowel signs as they are written', 'นํ้าใจ'],
  ])('may have %s', (_, text) => expect(refusalsOf(withText(text))).toEqual([]));

  it.each([
    ['above each other', `a${'\u0301'.repeat(31)}`],
    ['that would have to be sorted', `a${'\u0301\u0323'.repeat(16)}`],
    ['with blanks before them', `  ${'\u20dd'.repeat(40_000)}`],
  ])('must not have more marks on a letter than any writing has: %s', (_, text) => {
    expect(refusalsOf(withText(text))).toEqual([['INVALID', ['text']]]);
  });

  it('is not composed before its marks are counted', () => {
    const normalize = jest.spyOn(String.prototype, 'normalize');
    try {
      expect(refusalsOf(withText(`a${'\u0301\u0323'.repeat(50_000)}`))).toHaveLength(1);
      expect(normalize).not.toHaveBeenCalled();
    } finally {
      normalize.mockRestore();
    }
  });
});

describe('a text that is only measured', () => {
  it('may be anything of so many characters', () => {
    expect(refusalsOf(withSecret('\0 \u202e'))).toEqual([]);
    expect(refusalsOf(withSecret('12345678'))).toEqual([]);
    expect(refusalsOf(withSecret('123456789'))).toEqual([['LIMIT_REACHED', ['secret']]]);
  });
});

describe('what comes before a transaction', () => {
  const performed: string[] = [];
  const request = {
    perform: async (_: Service<PlantedInput, object>, input: object) => void performed.push(JSON.stringify(input)),
  } as unknown as MutationRequest;
  const service: Service<PlantedInput, object> = async () => ({});
  const options = { input: PlantedInput, by: 'anyone', who: ['anyone'], description: '', payload: {} } as const;

  it('is not done for an input that breaks its rules', async () => {
    let prepared = 0;
    const prepare = async (): Promise<typeof service> => {
      prepared += 1;
      return service;
    };
    const planted = preparedMutation<PlantedInput, object>(prepare, options);
    await planted.perform(request, withSecret('123456789'));
    expect(prepared).toBe(0);
    await planted.perform(request, withSecret('12345678'));
    expect(prepared).toBe(1);
    await mutation<PlantedInput, object>(service, options).perform(request, withSecret('1'));
    expect(performed).toHaveLength(3);
  });
});
