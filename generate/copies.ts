/** Rules of the server that clients apply, too: copies of files that import only each other, because clients do not import lib/. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Each copy and its source. */
const COPIES: readonly [copy: string, source: string][] = [
  ['clients/web/src/state/look.ts', 'lib/accounts/look.ts'],
  ['clients/sdk/src/blank.ts', 'lib/messages/blank.ts'],
  ['clients/sdk/src/fold.ts', 'lib/search/fold.ts'],
  ['clients/sdk/src/words.ts', 'lib/search/words.ts'],
  ['clients/sdk/src/name-search.ts', 'lib/accounts/name-search.ts'],
];

/** An import of a copy's source becomes an import of its copy. */
function importsFrom(copy: string, source: string, address: string): string {
  const imported = join(dirname(source), address);
  const [target] = COPIES.find(([, of]) => of === imported) ?? [];
  if (target === undefined) throw new Error(`${source} imports ${address}, which is not copied`);
  return `./${relative(dirname(copy), target)}`;
}

function textOf(copy: string, source: string): string {
  const text = readFileSync(join(import.meta.dirname, '..', source), 'utf8').replace(
    /(?<= from ')\.[^']+(?=';$)/gm,
    (address) => importsFrom(copy, source, address),
  );
  return `/** Generated from ${source} by \`npm run generate\`. Do not edit. */\n\n${text}`;
}

export const copies = (): [file: string, text: string][] =>
  COPIES.map(([copy, source]) => [copy, textOf(copy, source)]);
