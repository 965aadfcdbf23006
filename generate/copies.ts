/** Rules of the server that clients apply, too: copies of files that import nothing, because clients do not import lib/. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Each copy and its source. */
const COPIES: readonly [copy: string, source: string][] = [
  ['clients/web/src/state/look.ts', 'lib/accounts/look.ts'],
  ['clients/sdk/src/blank.ts', 'lib/messages/blank.ts'],
  ['clients/sdk/src/name-search.ts', 'lib/accounts/name-search.ts'],
];

function textOf(source: string): string {
  const text = readFileSync(join(import.meta.dirname, '..', source), 'utf8');
  return `/** Generated from ${source} by \`npm run generate\`. Do not edit. */\n\n${text}`;
}

export const copies = (): [file: string, text: string][] =>
  COPIES.map(([copy, source]) => [copy, textOf(source)]);
