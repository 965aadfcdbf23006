/** Functions stay as small as they are: a heavy import shows here before it shows in a cold start. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleOptions } from '../build/esbuild.ts';
import { type Bundle, bundleFunctions, functionNames } from '../build/functions.ts';
import { endpoints } from '../generate/declarations.ts';
import { readBudgets } from '../generate/functions/budgets.ts';
import { measured } from '../generate/outputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'corechat-budget-'));
const names = functionNames();
const budgets = readBudgets();
let bundles: Bundle[];

beforeAll(async () => {
  bundles = await bundleFunctions(names, folder, bundleOptions());
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('every function has a budget and a row in docs/functions.md: npm run generate writes them', async () => {
  for (const [file, text] of await measured(bundles)) {
    expect(readFileSync(join(import.meta.dirname, '..', file), 'utf8'), file).toBe(text);
  }
});

test.each(names)('%s keeps within it', (name) => {
  const kilobytes = (bundles.find((bundle) => bundle.name === name)?.bytes ?? 0) / 1024;
  expect(kilobytes, `npx node build/weigh.ts ${name} lists what it is made of`).toBeLessThanOrEqual(
    budgets[name] ?? 0,
  );
});

test.each(Object.entries(endpoints))('%s leaves its declaration out', (name, { summary, success }) => {
  const { file = '' } = bundles.find((bundle) => bundle.name === name) ?? {};
  const source = readFileSync(file, 'utf8');
  for (const text of [summary, success.description]) expect(source.includes(`"${text}"`), text).toBe(false);
});
