import { expect, test } from 'vitest';
import { checkModel } from './check.ts';

test('the server agrees with a naive model, with and without indexes', async () => {
  expect(await checkModel({ operations: 3000 })).toBeGreaterThan(1500);
});
