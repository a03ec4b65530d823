import { readdirSync } from 'node:fs';
import path from 'node:path';
import { openSync, type Font } from 'fontkit';

/** The template's fonts, by package and face: Chinese, characters that it lacks, symbols, hashes. */
const FACES = [
  ['noto-serif-sc', '400Regular'],
  ['noto-serif-sc', '700Bold'],
  ['noto-serif-jp', '400Regular'],
  ['noto-emoji', '400Regular'],
  ['source-code-pro', '400Regular'],
] as const;

const folderOf = (family: string, face: string): string =>
  path.join(path.dirname(require.resolve(`@expo-google-fonts/${family}/package.json`)), face);

export const fontFolders: readonly string[] = FACES.map(([family, face]) => folderOf(family, face));

/** The fonts of a text, in the order in which they are tried. */
const TEXT_FACES = fontFolders.filter((folder) => folder.includes('400Regular') && !folder.includes('source-code'));
/** Characters without a glyph of their own. */
const UNDRAWN = /[\p{White_Space}\p{Control}\p{Default_Ignorable_Code_Point}]/u;

let opened: Font[] | null = null;

/** The characters of some texts for which no font has a glyph: they are printed as boxes. Each once, by code point. */
export function withoutGlyph(texts: readonly string[]): number[] {
  const fonts = (opened ??= TEXT_FACES.map((folder) => {
    const file = readdirSync(folder).find((name) => name.endsWith('.ttf')) ?? '';
    return openSync(path.join(folder, file)) as Font;
  }));
  const wanted = new Set(texts.join('').normalize('NFC'));
  return [...wanted]
    .filter((character) => !UNDRAWN.test(character))
    .map((character) => character.codePointAt(0) ?? 0)
    .filter((code) => !fonts.some((font) => font.hasGlyphForCodePoint(code)))
    .sort((one, other) => one - other);
}
