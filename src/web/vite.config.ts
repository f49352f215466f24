/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Bytes below which a file is not worth a second form. */
const smallest = 1_024;

export default defineConfig({
  base: '/page/',
  plugins: [svelte(), compress()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // Nothing inline: the page's policy allows scripts, styles and fonts from its own server only.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '^/(?!page/|@|src/|node_modules/).+': 'http://127.0.0.1:5080' } },
  test: { include: ['src/**/*.test.ts'], environment: 'node', reporters: ['default', ['json', { outputFile: '../../TestResults/page.json' }]] },
});

/** Lays each file beside itself in gzip, once, where the service would have to do it for each reader. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    writeBundle({ dir }) {
      for (const file of dir === undefined ? [] : readdirSync(dir, { recursive: true, withFileTypes: true })) {
        const path = join(file.parentPath, file.name);
        if (!file.isFile() || /\.(gz|woff2)$/.test(file.name)) {
          continue;
        }
        const bytes = readFileSync(path);
        const small = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
        if (bytes.length >= smallest && small.length < bytes.length) {
          writeFileSync(`${path}.gz`, small);
        }
      }
    },
  };
}
