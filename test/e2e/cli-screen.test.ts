/** `corechat` at narrow and plain terminals, and restoring them. */
import { expect, test } from 'vitest';
import { atTerminal, expectRestored, online } from '../support/clients/at-terminal.ts';
import { KEYS } from '../support/clients/terminal.ts';

const at = atTerminal();

test('Ctrl-C restores the terminal, from the menu, the list and the conversation', async () => {
  const menu = at.open();
  await menu.until('❯ Register');
  menu.type(KEYS.ctrlC);
  expect(await menu.ended).toBe(130);
  expectRestored(menu);
  const list = await at.openLoggedIn();
  list.type(KEYS.ctrlC);
  expect(await list.ended).toBe(130);
  expectRestored(list);
  const conversation = at.open();
  await conversation.until('Search:');
  await at.choose(conversation);
  conversation.type('half a sentence');
  await conversation.until('❯ half a sentence');
  conversation.type(KEYS.ctrlC);
  expect(await conversation.ended).toBe(130);
  expectRestored(conversation);
});

test('forty columns are enough, also after resizing, with wide characters and hostile texts', async () => {
  const { peer, me, other } = at;
  await at.register();
  const long = 'long words and more of them '.repeat(6);
  await other.messages.send({ User: me, Message: `漢字 👩‍👩‍👧‍👦 ${long}` });
  await other.messages.send({ User: me, Message: '\x1b[2J\x1b[H\x1b]0;pwned\x07gone?' });
  await other.messages.send({ User: me, Message: 'שלום\u202e\u200b עולם' });
  await at.accept();
  const session = at.open({ columns: 100, rows: 30 });
  await session.until('שלום');
  session.type(KEYS.enter);
  await session.until('␛[2J␛[H␛]0;pwned␇gone?');
  session.resize(40, 16);
  await session.until(/^❯ Send {5}Refresh {5}Older *\n {2}Block {5}Exit$/m);
  await session.until(/Arrows and Enter, or just type a messag…/);
  expect(session.screen[0]).toMatch(new RegExp(`^ ${peer}`));
  expect(session.text).toContain('שלום עולם');
  expect(session.screen.filter((row) => row.startsWith(` ${peer}`))).toHaveLength(1);
  session.resize(100, 30);
  await session.until('long words and more of them long words and more of them');
  expect(session.screen[0]).toMatch(new RegExp(`^ ${peer}`));
});

test('a message of several lines, by paste and by Alt+Enter, is one message', async () => {
  const session = await at.openLoggedIn();
  await at.choose(session);
  session.type(KEYS.enter);
  await session.until('Alt+Enter: new line');
  session.paste('one\ntwo');
  await session.until('two');
  session.type(`${KEYS.altEnter}three${KEYS.backspace}E`);
  await session.until('threE');
  session.type(KEYS.enter);
  await session.until(`✓  ${at.me}: one`);
  expect(await at.texts()).toEqual(['one\ntwo\nthreE']);
});

test('refuses a message that is too long before sending, and keeps it in the line', async () => {
  const session = await at.openLoggedIn();
  await at.choose(session);
  session.paste('x'.repeat(8_001));
  await session.until('xxxx');
  session.type(KEYS.enter);
  await session.until('at most 8,000 characters; this one has 8,001.');
  await online(at.other);
  const arrived = new Promise((resolve) => at.other.on('message', resolve));
  session.type(KEYS.backspace + KEYS.enter);
  await arrived;
  expect((await at.texts()).map(({ length }) => length)).toEqual([8_000]);
});

test('a message that the server refuses stays, says why, and can be discarded', async () => {
  const session = await at.openLoggedIn();
  session.type('nobody-here');
  await session.until('No name starts with');
  session.type(KEYS.escape);
  // ESC and a letter at once would be Alt and that letter.
  await session.until('Log out');
  await at.choose(session);
  session.type('for nobody');
  await session.until('❯ for nobody');
  await at.other.me.delete({ password: 'correct horse' });
  session.type(KEYS.enter);
  await session.until(/✗ {2}alice\d+: for nobody\s+not sent: There is no user/);
  session.type(KEYS.escape);
  await session.until('❯ Send');
  session.type(KEYS.left + KEYS.left);
  await session.until('❯ Discard');
  session.type(KEYS.enter);
  await session.until(() => !session.text.includes('for nobody'));
});

test('PageUp loads older messages', async () => {
  const { me, other } = at;
  await at.register();
  for (let index = 1; index <= 130; index++)
    await other.messages.send({ User: me, Message: `number ${index}.` });
  const session = at.open();
  await session.until('number 130.');
  session.type(KEYS.enter);
  await session.until(/number 130\.[\s\S]*❯ Send/);
  while (!session.text.includes('number 1.')) {
    const before = session.text;
    session.type(KEYS.pageUp);
    await session.until(() => session.text !== before);
  }
  await other.messages.send({ User: me, Message: 'meanwhile' });
  expect(session.text).not.toContain('meanwhile');
  session.type(KEYS.left + KEYS.left);
  await session.until('❯ Newest');
  session.type(KEYS.enter);
  await session.until('meanwhile');
});

test('without UTF-8 and without colours, the marks are ASCII and nothing is coloured', async () => {
  const { me, peer } = at;
  const session = await at.openLoggedIn({ env: { LANG: 'C', NO_COLOR: '1' } });
  session.type(peer);
  await session.until(`>   ${peer}`);
  session.type(KEYS.enter);
  await session.until('No messages yet.');
  session.type(`plain${KEYS.enter}`);
  await session.until(`>  ${me}: plain`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no colour may be set; resetting is harmless
  expect(session.output).not.toMatch(/\x1b\[(?:[1-9]\d*)(?:;\d+)*m/);
});
