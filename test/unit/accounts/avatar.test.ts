import { expect, test } from 'vitest';
import { COLOR_PATTERN } from '#lib/accounts/avatar.ts';

test.each(['#ff8800', '#FF8800'])('%s is a colour', (color) => {
  expect(COLOR_PATTERN.test(color)).toBe(true);
});

test.each(['ff8800', '#f80', '#ff88000', '#gg8800', 'red', '#ff8800\n'])('%j is not', (color) => {
  expect(COLOR_PATTERN.test(color)).toBe(false);
});
