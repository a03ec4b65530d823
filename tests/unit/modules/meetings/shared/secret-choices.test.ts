import { newChoicesKey, SecretChoices } from '../../../../../src/modules/meetings/shared/secret-choices';
import { newId } from '../../../../../src/platform/database/ids';

const [ballot, other, option] = [newId(), newId(), newId()] as const;

it('what is kept of a choice is opened by the key of its vote alone, and in its own slot', () => {
  const choices = new SecretChoices(newChoicesKey());
  const kept = choices.kept(ballot, option);
  expect(choices.optionOf(kept)).toBe(option);
  expect(new SecretChoices(newChoicesKey()).optionOf(kept)).toBeNull();
  expect(choices.optionOf({ ...kept, slot: choices.slot(other) })).toBeNull();
  const altered = Buffer.from(kept.content);
  altered[20] = (altered[20] ?? 0) ^ 1;
  expect(choices.optionOf({ ...kept, content: altered })).toBeNull();
});

it('a change of mind takes the same slot, and the same choice never looks the same', () => {
  const choices = new SecretChoices(newChoicesKey());
  const [first, second] = [choices.kept(ballot, option), choices.kept(ballot, option)];
  expect(first.slot).toEqual(second.slot);
  expect(first.content).not.toEqual(second.content);
  expect(first.content).toHaveLength(second.content.length);
  expect(choices.slot(other)).not.toEqual(first.slot);
  expect(new SecretChoices(newChoicesKey()).slot(ballot)).not.toEqual(first.slot);
});
