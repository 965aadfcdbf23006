/** build/budgets.json: what each function may weigh. A new function gets its budget; an existing one is raised by hand only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../../build/functions.ts';

export const BUDGETS = 'build/budgets.json';

export const readBudgets = (): Record<string, number> =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../..', BUDGETS), 'utf8'));

/** KB: 2 % and at least 4 KB above what it weighs. */
const budgetFor = ({ bytes }: Bundle): number => Math.ceil(Math.max(bytes * 1.02, bytes + 4_096) / 1_024);

export function budgetsText(bundles: Bundle[]): string {
  const before = readBudgets();
  const budgets = bundles.map((bundle) => [bundle.name, before[bundle.name] ?? budgetFor(bundle)]);
  return `${JSON.stringify(Object.fromEntries(budgets.sort()), null, 2)}\n`;
}
