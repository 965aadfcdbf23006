/** What a question found out: kept as raw data, shown as tables. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const RAW = join(import.meta.dirname, '../raw');

/** A figure that was set as a goal. */
export interface Ratio {
  /** the ratio's numerator and denominator, in words */
  what: string;
  value: number;
  /** the bounds it should keep */
  atMost?: number;
  atLeast?: number;
  /** for figures that are no ratios */
  unit?: string;
}

export interface Table {
  title: string;
  columns: string[];
  rows: (string | number)[][];
}

export interface Findings {
  question: string;
  /** how it was measured and what the ratios mean, in a paragraph */
  method: string;
  ratios: Ratio[];
  tables: Table[];
  /** what was measured each time, or in each round, by what it is of; milliseconds unless its name says otherwise */
  samples: Record<string, number[]>;
}

export const isMet = ({ value, atMost = Infinity, atLeast = -Infinity }: Ratio): boolean =>
  value <= atMost && value >= atLeast;

const rounded = (samples: Record<string, number[]>) =>
  Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [name, values.map((value) => Number(value.toFixed(3)))]),
  );

/** @param name of the question's file */
export function keep(name: string, findings: Findings): void {
  mkdirSync(RAW, { recursive: true });
  const text = JSON.stringify({ ...findings, samples: rounded(findings.samples) });
  // One line for each thing measured, so that a later run shows as few changed lines.
  writeFileSync(join(RAW, `${name}.json`), `${text.replaceAll(/("[^"]*":\[[\d.,]*\])/g, '\n$1')}\n`);
  for (const ratio of findings.ratios) console.log(`  ${describe(ratio)}`);
}

export const read = (name: string): Findings => JSON.parse(readFileSync(join(RAW, `${name}.json`), 'utf8'));

export const goalOf = ({ atMost, atLeast, unit = '' }: Ratio): string =>
  [atLeast === undefined ? '' : `≥ ${atLeast}${unit}`, atMost === undefined ? '' : `≤ ${atMost}${unit}`]
    .filter(Boolean)
    .join(', ');

export const show = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(2));

const describe = (ratio: Ratio): string => {
  const goal = goalOf(ratio);
  const verdict = goal === '' ? '' : ` (goal ${goal}: ${isMet(ratio) ? 'met' : 'MISSED'})`;
  return `${ratio.what}: ${show(ratio.value)}${ratio.unit ?? ''}${verdict}`;
};
