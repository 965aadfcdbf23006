/** clients/web/src/state/look.ts: the server's rule for names that look the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const LOOK = 'clients/web/src/state/look.ts';
const SOURCE = 'lib/accounts/look.ts';

export function lookText(): string {
  const source = readFileSync(join(import.meta.dirname, '../..', SOURCE), 'utf8');
  return `/** Generated from ${SOURCE} by \`npm run generate\`. Do not edit. */\n\n${source}`;
}
