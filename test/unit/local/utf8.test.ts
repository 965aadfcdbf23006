/** Commands for developers and operators, with bytes that are not UTF-8. */
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { ROOT } from '../../../local/root.ts';
import { decodeUtf8 } from '../../../local/utf8.ts';

// Only a shell can pass such bytes on: Node.js encodes what it passes.
test.each([
  ['local/demo/cli.ts --seed'],
  ['local/admin/cli.ts suspend alice --reason'],
  ['local/admin/cli.ts restore'],
  ['local/start.js --port'],
])('node %s refuses them', async (command) => {
  const { exitCode, stderr, stdout } = await execa(
    'sh',
    ['-c', `"$0" ${command} "$(printf 'caf\\351')"`, process.execPath],
    { cwd: ROOT, reject: false },
  );
  expect({ exitCode, stderr, stdout }).toEqual({
    exitCode: 2,
    stderr: 'The command line is not UTF-8 text',
    stdout: '',
  });
});

test('U+FFFD itself is text', () => {
  expect(decodeUtf8(Buffer.from('\uFFFD'), 'Standard input')).toBe('\uFFFD');
});
