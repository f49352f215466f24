import { defineConfig } from 'vitest/config';

/** Longest that one test may take, in milliseconds: a server started again among others that are tested. */
const patience = 120_000;

export default defineConfig({
  test: {
    include: ['*.test.ts'],
    globalSetup: ['demo.ts'],
    testTimeout: patience,
    hookTimeout: patience,
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: '../../TestResults/web.json' }]],
  },
});
