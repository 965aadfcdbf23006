/** `corechat` at a pseudo-terminal: the test presses keys and reads the screen. Menus and live events. */
import { expect, test } from 'vitest';
import { CoreChat } from '#sdk';
import { atTerminal, online } from '../support/clients/at-terminal.ts';
import { KEYS } from '../support/clients/terminal.ts';

const at = atTerminal();

test('shows messages, typing and delivery live', async () => {
  const { me, peer, other } = at;
  const session = await at.openLoggedIn();
  await at.choose(session);
  await session.until('No messages yet.');
  session.type(`hi there${KEYS.enter}`);
  await session.until(`✓  ${me}: hi there`);
  await online(other);
  const theirs = other.conversation(me);
  await theirs.open();
  theirs.markRead();
  await other.conversations.answer(me, 'accept');
  await session.until(`✓✓ ${me}: hi there`);
  await session.until(`${peer} ● online`);
  theirs.setTyping(true);
  await session.until(`${peer} is typing …`);
  await theirs.send('hello yourself').settled;
  await session.until(`   ${peer}: hello yourself`);
  await session.until(() => !session.text.includes('is typing'));
  const seen = Promise.withResolvers<void>();
  theirs.subscribe(() => theirs.snapshot.peerReadSeq >= 2 && seen.resolve());
  if (theirs.snapshot.peerReadSeq < 2) await seen.promise;
});

test('the other person sees that the user types', async () => {
  const session = await at.openLoggedIn();
  await at.choose(session);
  await session.until('No messages yet.');
  session.type(`hi${KEYS.enter}`);
  await session.until(`✓  ${at.me}: hi`);
  await online(at.other);
  await at.other.conversations.answer(at.me, 'accept');
  const typing = new Promise((resolve) => at.other.on('typing', resolve));
  session.type('hm');
  expect(await typing).toMatchObject({ username: at.me, typing: true });
});

test('unread messages are marked in the list, live, and under a divider in the conversation', async () => {
  const { me, peer, other } = at;
  await at.register();
  await other.messages.send({ User: me, Message: 'are you there?' });
  await at.accept();
  const session = at.open();
  await session.until(new RegExp(`${peer} +are you there\\? +\\(1\\)`));
  await other.messages.send({ User: me, Message: 'hello?' });
  await session.until(/hello\? +\(2\)/);
  session.type(KEYS.enter);
  await session.until(/── unread ──[\s\S]*are you there\?[\s\S]*hello\?/);
  session.type(KEYS.escape);
  await session.until('Search:');
  await session.until(() => !session.text.includes('(2)'));
});

test("edits the user's messages from the menu, older ones too, and restores the draft", async () => {
  const { me } = at;
  const session = await at.openLoggedIn();
  await at.choose(session);
  for (const text of ['first', 'secnod']) {
    session.type(`${text}${KEYS.enter}`);
    await session.until(`✓  ${me}: ${text}`);
  }
  const toEdit = async () => {
    session.type(KEYS.escape);
    await session.until('Arrows and Enter');
    if (!session.text.includes('❯ Edit')) session.type(KEYS.right.repeat(3));
    await session.until('❯ Edit');
    session.type(KEYS.enter);
    await session.until('Enter: save');
  };
  session.type('half a sentence');
  await session.until('❯ half a sentence');
  await toEdit();
  session.type(KEYS.backspace.repeat(3));
  await session.until(/❯ sec$/m);
  session.type(`ond${KEYS.enter}`);
  await session.until(`✓  ${me}: second (edited)`);
  await session.until('❯ half a sentence');
  await toEdit();
  session.type(KEYS.up);
  await session.until('❯ first');
  session.type(`!${KEYS.enter}`);
  await session.until(`✓  ${me}: first! (edited)`);
  await toEdit();
  session.type('x');
  await session.until('❯ secondx');
  session.type(KEYS.escape);
  await session.until('Arrows and Enter');
  // The screen shows them at once, the server a moment later.
  await expect.poll(at.texts, { timeout: 20_000 }).toEqual(['first!', 'second']);
});

test('blocks and unblocks from the conversation, and lists blocked people', async () => {
  const { me, peer, other } = at;
  await at.register();
  await other.messages.send({ User: me, Message: 'before' });
  await at.accept();
  const session = at.open();
  await session.until('Search:');
  await at.choose(session);
  const press = async (steps: string, label: string) => {
    session.type(steps);
    await session.until(`❯ ${label}`);
    session.type(KEYS.enter);
  };
  await session.until(/before[\s\S]*❯ Send/);
  await press(KEYS.right.repeat(3), 'Block');
  await session.until(`You have blocked ${peer}, who does not learn of it.`);
  expect(session.screen[0]).toMatch(`${peer} · blocked`);
  await other.messages.send({ User: me, Message: 'kept back' });
  await session.until('❯ Unblock');
  session.type(KEYS.enter);
  await session.until(`${peer} is not blocked any more.`);
  await press('', 'Block');
  await session.until('You have blocked');
  session.type(KEYS.escape);
  await session.until('Search:');
  await press(KEYS.up.repeat(3), 'Blocked');
  await session.until(new RegExp(`· blocked[\\s\\S]*❯ ${peer} +since `));
  session.type(KEYS.enter);
  await session.until('You block nobody.');
  session.type(KEYS.escape);
  await session.until('Search:');
  expect(await at.desk.run(['blocks'])).toMatchObject({ code: 0, stdout: '' });
  expect(session.output).not.toContain('kept back');
});

test('returns to the menu with a notice when the session is ended elsewhere', async () => {
  const session = await at.openLoggedIn();
  await at.choose(session);
  const elsewhere = new CoreChat({ url: at.url });
  await elsewhere.logIn({ username: at.me, password: 'correct horse' });
  await elsewhere.sessions.endOthers();
  elsewhere.close();
  await session.until('You were logged out.');
  await session.until('❯ Register');
});
