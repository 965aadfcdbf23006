import { expect, test } from 'vitest';
import { checkPlans } from './check.ts';

test('a command gives the same answer with its indexes and by a scan', async () => {
  expect(await checkPlans({ runs: 2000 })).toBeGreaterThan(1000);
});
