import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readGiven } from '../../../local/standard-input.ts';

const pipe = (isTTY = false) =>
  Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.ReadStream & PassThrough;

test('reads all that comes, however long it takes after the first byte', async () => {
  const input = pipe();
  const read = readGiven(input, 1_000);
  input.write('{"a":');
  setTimeout(() => input.end('1}'), 20);
  expect(await read).toBe('{"a":1}');
});

test('takes an empty pipe for no event', async () => {
  const input = pipe();
  input.end();
  expect(await readGiven(input, 10_000)).toBe('');
});

test('does not wait for a pipe that nothing comes through', async () => {
  expect(await readGiven(pipe(), 10)).toBe('');
});

test('does not wait for a terminal', async () => {
  expect(await readGiven(pipe(true), 1_000_000)).toBe('');
});

test('refuses what is not UTF-8', async () => {
  const input = pipe();
  input.end(Buffer.from('"café"', 'latin1'));
  await expect(readGiven(input, 1_000)).rejects.toMatchObject({
    name: 'UserError',
    message: 'Standard input is not UTF-8 text',
    exitCode: 2,
  });
});
