/** The servers of all integration tests: embedded ones in memory, or the MongoDB at MONGODB_URI. */
import type { TestProject } from 'vitest/node';
import { startStack } from '../../local/stack.ts';
import { answersDirectory } from './contract-report.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stackEnvironment: Record<string, string>;
  }
}

export default async function setup(project: TestProject) {
  project.provide('answersDirectory', answersDirectory());
  const stack = await startStack(undefined, process.env.MONGODB_URI || undefined);
  project.provide('stackEnvironment', stack.env);
  return () => stack.stop();
}
