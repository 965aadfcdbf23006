/** build/budgets.json: size limits of bundles. A new function gets one here; an existing one is changed by hand only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../../build/functions.ts';

export const BUDGETS = 'build/budgets.json';

export const readBudgets = (): Record<string, number> =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../..', BUDGETS), 'utf8'));

/** KB: 2 %, and at least 4 KB, above the current size. */
const budgetFor = ({ bytes }: Bundle): number => Math.ceil(Math.max(bytes * 1.02, bytes + 4_096) / 1_024);

export function budgetsText(bundles: Bundle[]): string {
  const before = readBudgets();
  const budgets = bundles.map((bundle) => [bundle.name, before[bundle.name] ?? budgetFor(bundle)]);
  return `${JSON.stringify(Object.fromEntries(budgets.sort()), null, 2)}\n`;
}
