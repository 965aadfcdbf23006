/** The servers of all integration tests: embedded ones in memory, or the MongoDB at MONGODB_URI. */
import type { TestProject } from 'vitest/node';
import type { Grants } from '../../../deploy/roles.ts';
import { startStack } from '../../../local/stack.ts';
import { ensureWebApp } from '../../../local/web-app.ts';
import { ensureReference } from '../../../openapi/build.ts';
import { readGrants } from '../deploy/grants.ts';
import { answersDirectory } from '../http/contract-report.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stackEnvironment: Record<string, string>;
    /** what serverless.yml grants, by function */
    grants: Record<string, Grants>;
  }
}

export default async function setup(project: TestProject) {
  project.provide('answersDirectory', answersDirectory());
  project.provide('grants', readGrants());
  // Functions that serve files read them when they are loaded. Tests that need the web app report a failed build.
  await Promise.all([ensureReference(), ensureWebApp().catch(() => {})]);
  const stack = await startStack(undefined, process.env.MONGODB_URI || undefined);
  project.provide('stackEnvironment', stack.env);
  return () => stack.stop();
}
