// Removes what installed packages bring and nothing here reads: two fifths of a production installation by size. The
// first npm ci does it (scripts/prepare.mjs), and the image. What is not there is no fault.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../node_modules/', import.meta.url));

/** The faces that src/platform/printing/fonts.ts sets texts in; their packages bring up to sixteen. */
const FACES = {
  'noto-serif-sc': ['400Regular', '700Bold'],
  'noto-serif-jp': ['400Regular'],
  'noto-emoji': ['400Regular'],
  'source-code-pro': ['400Regular'],
};

/** Builds for browsers and for other module systems, beside the one that is loaded: names in a folder. */
const OTHER_BUILDS = {
  typeorm: /^browser$/,
  'docx/dist': /\.(iife\.js|umd\.cjs|mjs)$/,
  'class-validator': /^(bundles|esm2015|esm5)$/,
  'libphonenumber-js': /^bundle$/,
};

/** An optional peer of two packages, which npm installs without development dependencies too. */
const DEVELOPMENT = ['typescript'];

/** Removes it from node_modules; `production` also what only developers need. */
export function prune({ production }) {
  for (const [family, faces] of Object.entries(FACES))
    remove(`@expo-google-fonts/${family}`, (name) => /^\d00/.test(name) && !faces.includes(name));
  for (const [folder, names] of Object.entries(OTHER_BUILDS)) remove(folder, (name) => names.test(name));
  if (production) remove('.', (name) => DEVELOPMENT.includes(name));
}

function remove(folder, unread) {
  const place = path.join(packages, folder);
  if (!existsSync(place)) return;
  for (const name of readdirSync(place).filter(unread)) rmSync(path.join(place, name), { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prune({ production: process.argv.includes('--production') });
