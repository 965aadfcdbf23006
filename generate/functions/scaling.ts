/** The sentence of docs/scaling.md on the maximum number of connections to MongoDB. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionRows } from './table.ts';

export const SCALING = 'docs/scaling.md';
const SENTENCE = /to [\d,]+ environments, or [\d,]+ connections/;

export function scalingText(): string {
  const rows = functionRows([]);
  const sum = rows.reduce((total, { reserved = 0 }) => total + reserved, 0);
  const connections = rows.reduce((total, each) => total + each.connections, 0);
  const document = readFileSync(join(import.meta.dirname, '../..', SCALING), 'utf8');
  const count = (number: number) => number.toLocaleString('en');
  return document.replace(SENTENCE, `to ${count(sum)} environments, or ${count(connections)} connections`);
}
