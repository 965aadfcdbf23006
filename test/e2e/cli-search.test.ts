/** `corechat search`, with exit codes and wrong input. */
import { expect, test } from 'vitest';
import { atTerminal } from '../support/clients/at-terminal.ts';

const at = atTerminal();

const run = (...args: string[]) => at.desk.run(args);
const failed = (code: number, sentence: string) => ({ code, stdout: '', stderr: `corechat: ${sentence}` });

async function written(...texts: string[]): Promise<void> {
  await at.register();
  for (const Message of texts) await at.other.messages.send({ User: at.me, Message });
  await at.accept();
}

const lines = async (...args: string[]): Promise<string[]> => {
  const { code, stdout, stderr } = await run('search', ...args);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.split('\n');
};

test('finds messages in all conversations, newest first, and says where', async () => {
  await written('Lunch at the harbour?', 'Or dinner', 'Harbours are fine');
  const { me, peer } = at;
  await run('send', peer, 'The harbour it is');
  await run('group', 'create', 'Book club', peer);
  await run('send', 'Book club', 'Harbour lights, chapter one');
  const found = await lines('harb');
  expect(found.map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d {2}/, ''))).toEqual([
    `#Book club  ${me}: Harbour lights, chapter one`,
    `@${peer}  ${me}: The harbour it is`,
    `@${peer}  ${peer}: Harbours are fine`,
    `@${peer}  ${peer}: Lunch at the harbour?`,
  ]);
  expect(await lines('"the harbour"', `from:${peer}`)).toEqual([
    expect.stringContaining('Lunch at the harbour?'),
  ]);
  expect(await lines('harb', '--in', 'Book club')).toEqual([expect.stringMatching(/^\d{4}.*Harbour lights/)]);
  expect(await lines('harb', '--limit', '1')).toHaveLength(1);
  const [hit] = await lines('dinner', '--json');
  expect(JSON.parse(hit ?? '')).toMatchObject({
    Message: { Message: 'Or dinner' },
    Ranges: [{ Start: 3, End: 9 }],
  });
});

test('says when nothing is found, and what is wrong with a query', async () => {
  await written('Lunch?');
  expect(await run('search', 'dinner')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await run('search', 'from:')).toEqual(failed(1, 'The search must have a username behind from:.'));
  expect(await run('search', 'lunch', 'in:nobody-here')).toMatchObject({ code: 4, stdout: '' });
  expect(await run('search', 'lunch', '--limit', '0')).toMatchObject({ code: 2, stdout: '' });
  expect(await run('search')).toMatchObject({ code: 2, stdout: '' });
});
