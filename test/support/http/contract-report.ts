/** What the integration tests have seen the functions answer: one file per test file, for test/contract/coverage.test.ts. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { type FunctionName, routes } from '#lib/routes.ts';
import { functionName } from '../server/product-handlers.ts';
import { type Answered, expectDocumented, outcomeOf } from './contract.ts';

declare module 'vitest' {
  interface ProvidedContext {
    answersDirectory: string;
  }
}

export interface Report {
  testFile: string;
  outcomes: string[];
}

/** Of this run alone: another one on the same checkout has its own. Called where vitest itself runs. */
export function answersDirectory(): string {
  process.env.CORECHAT_ANSWERS ??= mkdtempSync(join(tmpdir(), 'corechat-answers-'));
  return process.env.CORECHAT_ANSWERS;
}

/** @param directory that was provided to the tests */
export const readReports = (directory: string): Report[] =>
  readdirSync(directory).map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')));

const seen = new Set<string>();

/** @param testFile path below the project */
export function writeReport(directory: string, testFile: string): void {
  const report: Report = { testFile, outcomes: [...seen].sort() };
  writeFileSync(join(directory, `${testFile.replaceAll(/[^\w.-]/g, '-')}.json`), JSON.stringify(report));
}

const isRouted = (name = ''): name is FunctionName => Object.hasOwn(routes, name);

/** Every answer of a function that a test sees passes through here. @throws Error when it is not as documented */
export async function recordAnswer(handler: LambdaHandler, answered: Answered): Promise<void> {
  const name = functionName(handler);
  if (!isRouted(name)) return;
  const { method, path } = routes[name];
  expectDocumented({ method, path }, answered);
  seen.add(`${name} ${outcomeOf(answered)}`);
}
