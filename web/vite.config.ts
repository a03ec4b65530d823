import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { examples } from './graphiql/examples';
import { digestOfSources } from './sources';

const here = import.meta.dirname;

/** Keeps assets as Brotli alone: a fifth of the bytes in the repository, and what nearly every browser asks for. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const assets = Object.keys(bundle).filter((name) => /\.(js|css|ttf|svg)$/.test(name));
      await Promise.all(
        assets.map(async (name) => {
          const path = join(dir, name);
          const content = await readFile(path);
          const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
          await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params }));
          await rm(path);
        }),
      );
    },
  };
}

/** Tells the server the live documents that the page offers, so that there is always room for them. */
function liveDocuments(): Plugin {
  return {
    name: 'live-documents',
    apply: 'build',
    generateBundle() {
      const live = examples.map(({ query }) => query).filter((query) => /^subscription /m.test(query));
      this.emitFile({ type: 'asset', fileName: 'graphiql/live-documents.json', source: JSON.stringify(live) });
    },
  };
}

/** Says what it was built of. */
function builtOf(): Plugin {
  return {
    name: 'built-of',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'sources.sha256', source: `${digestOfSources(here)}\n` });
    },
  };
}

export default defineConfig({
  root: here,
  publicDir: false,
  resolve: {
    alias: {
      // monaco-graphql takes every editor feature there is; ours are the ones that GraphQL and JSON use.
      'monaco-editor/esm/vs/editor/edcore.main.js': join(here, 'graphiql/editor-features.ts'),
    },
  },
  worker: { format: 'es' },
  build: {
    outDir: join(here, 'built'),
    emptyOutDir: true,
    assetsDir: 'graphql/assets',
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 3000,
    rollupOptions: {
      input: { graphiql: join(here, 'graphiql/index.html') },
      // The editor uses nearly all of what it imports: shaking it took 6 of 19 seconds to save 4 percent.
      treeshake: false,
      onwarn(warning, report) {
        // "use client" and its like in React libraries mean nothing to a bundle that is all client.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') report(warning);
      },
    },
  },
  plugins: [compressed(), liveDocuments(), builtOf()],
});
