import { message } from '../../../../../src/platform/i18n/messages';
import { rosterMessages } from '../../../../../src/modules/alliance/roster/roster.messages';

const keys = Object.keys(rosterMessages.en) as (keyof typeof rosterMessages.en)[];

describe('the messages of the roster', () => {
  it.each(keys)('%s is put into words with the same values in both languages', (key) => {
    const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    expect(values(rosterMessages['zh-CN'][key])).toEqual(values(rosterMessages.en[key]));
    expect(rosterMessages['zh-CN'][key]).toMatch(/\p{Script=Han}/u);
  });

  it('show a bad value as the file has it', () => {
    expect(message('zh-CN', 'roster.badDate', { value: '<2011>' })).toContain('“<2011>”');
    expect(message('en', 'roster.duplicateName', { other: 7 })).toBe('Row 7 has the same unit name.');
  });
});
