/** What derives from the declarations is up to date. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { derivatives, foundations } from '../../generate/outputs.ts';

const outputs = [...(await Promise.all(foundations.map((make) => make()))), ...(await derivatives())];

test.each(outputs)('%s is not stale: npm run generate writes it again', (file, text) => {
  expect(readFileSync(join(import.meta.dirname, '../..', file), 'utf8')).toBe(text);
});
