/** One database server for all integration tests: the embedded one, in memory, or the one at MONGODB_URI. */
import type { TestProject } from 'vitest/node';
import { startDatabase } from '../../local/database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    mongodbUri: string;
  }
}

export default async function setup(project: TestProject) {
  const external = process.env.MONGODB_URI;
  if (external) {
    project.provide('mongodbUri', external);
    return undefined;
  }
  const database = await startDatabase();
  project.provide('mongodbUri', database.uri);
  return () => database.stop(2_000);
}
