import { expect, test } from 'vitest';
import { crash } from './run.ts';

test('kill -9 in the midst of writes loses nothing that was acknowledged', async () => {
  const { kills, acknowledged } = await crash(4);
  expect(kills).toBe(4);
  expect(acknowledged).toBeGreaterThan(20);
});
