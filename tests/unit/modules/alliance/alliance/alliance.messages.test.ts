import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import '../../../../../src/modules/alliance/alliance/alliance.messages';
import '../../../../../src/platform/i18n/platform.messages';
import { hasMessage } from '../../../../../src/platform/i18n/messages';

const folder = path.join(__dirname, '../../../../../src/modules/alliance');

describe("the module's messages", () => {
  it('have a text for every key that the sources name', () => {
    const keys = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.messages.ts'))
      .flatMap((name) => [
        ...readFileSync(path.join(folder, name), 'utf8').matchAll(
          /'((?:alliance|unit|territory|role|input|writes)\.[A-Za-z]+)'/g,
        ),
      ])
      .map(([, key]) => key ?? '');
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => !hasMessage(key))).toEqual([]);
  });
});
