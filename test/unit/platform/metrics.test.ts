import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { METRICS } from '#lib/platform/metrics.ts';

const OPERATIONS = join(import.meta.dirname, '../../../docs/operations.md');

test('docs/operations.md lists each metric', () => {
  const [, cell = ''] = /^\| (`ActivitiesNotRecorded`[^|]*) \|/m.exec(readFileSync(OPERATIONS, 'utf8')) ?? [];
  expect(cell.split(', ')).toEqual(
    Object.keys(METRICS)
      .toSorted()
      .map((name) => `\`${name}\``),
  );
});
