import type { TestProject } from 'vitest/node';
import { Server } from './server';

/** One service with the demo for all tests that only read. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await Server.start({ demo: true });
  project.provide('demo', server.url);
  return () => server.stop();
}

declare module 'vitest' {
  export interface ProvidedContext {
    demo: string;
  }
}
