import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['screenshots.ts'], globalSetup: ['demo.ts'], testTimeout: 600_000, hookTimeout: 120_000 } });
