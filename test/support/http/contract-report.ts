/** What the integration tests have seen the functions answer: one file per test file, for test/contract/coverage.test.ts. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { routes } from '#lib/routes.ts';
import { type Answered, expectDocumented, outcomeOf } from './contract.ts';

const ROOT = join(import.meta.dirname, '../../..');

type FunctionName = keyof typeof routes;

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

const names = new WeakMap<LambdaHandler, FunctionName>();

/** Again whenever a handler is unknown: a test can have reset its modules. */
async function loadFunctions(): Promise<void> {
  for (const name of Object.keys(routes) as FunctionName[]) {
    try {
      const { handler } = await import(join(ROOT, 'functions', `${name}.ts`));
      names.set(handler, name);
    } catch {
      // One that needs files which are not built, in a test that does not need it.
    }
  }
}

/** @returns undefined for a handler that is none of the product's */
async function nameOf(handler: LambdaHandler): Promise<FunctionName | undefined> {
  if (!names.has(handler)) await loadFunctions();
  return names.get(handler);
}

/** Every answer of a function that a test sees passes through here. @throws Error when it is not as documented */
export async function recordAnswer(handler: LambdaHandler, answered: Answered): Promise<void> {
  const name = await nameOf(handler);
  if (!name) return;
  const { method, path } = routes[name];
  expectDocumented({ method, path }, answered);
  seen.add(`${name} ${outcomeOf(answered)}`);
}
