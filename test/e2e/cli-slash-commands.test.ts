/** The commands in the line of a conversation, at a terminal: on messages, and in a group. */
import { expect, test } from 'vitest';
import { atTerminal } from '../support/clients/at-terminal.ts';
import { KEYS } from '../support/clients/terminal.ts';

const at = atTerminal();

/** In a conversation where bob has written, and alice may answer. */
async function inConversation(...texts: string[]) {
  await at.register();
  for (const text of texts) await at.other.messages.send({ User: at.me, Message: text });
  await at.accept();
  const session = at.open();
  await session.until('Search:');
  await at.choose(session);
  await session.until(texts.at(-1) ?? '');
  /** Types a line, and waits for what it leads to. */
  const line = async (text: string, what: string | RegExp) => {
    session.type(text + KEYS.enter);
    await session.until(what);
  };
  return { session, line };
}

test('/react and /unreact, on the newest message and on one that is counted', async () => {
  const { session, line } = await inConversation('Lunch at noon?', 'Or at one?');
  await line('/react 👍', /Or at one\?\n +👍 you/);
  await line('/react 2 🎉', /Lunch at noon\?\n +🎉 you/);
  await line('/unreact 👍', /Or at one\?\n(?! +👍)/);
  await line('/react x', 'emoji');
  await line('/react', 'Write one emoji after it, such as /react 👍.');
  // It stays, to be completed.
  await line(' 🎈', /Or at one\?\n +🎈 you/);
  const stored = async () => (await at.other.messages.newest(at.me)).map(({ Reactions }) => Reactions);
  const by = (Emoji: string) => [{ Emoji, By: [at.me] }];
  await expect.poll(stored, { timeout: 10_000 }).toEqual([by('🎉'), by('🎈')]);
  session.type('/re');
  await session.until('/react 👍 · /reply 1 Yes');
});

test('/reply quotes the message that is counted from the newest, and keeps a line that cannot be sent', async () => {
  const { me, peer } = at;
  const { line } = await inConversation('Lunch at noon?', 'Or at one?');
  await line(
    '/reply 2 Noon is fine',
    new RegExp(
      `> ${peer}: Lunch at noon\\?\n.*✓ +${me}: Noon is fine|> ${peer}: Lunch at noon\\?\n +${me}: Noon is fine`,
    ),
  );
  await line('/reply 9 One is better', 'There is no such message here. The newest is 1.');
  await line(KEYS.backspace, '❯ /reply 9 One is bette');
});

test('/pin, /pins and /unpin', async () => {
  const { line } = await inConversation('The door code is 4711', 'See you');
  await line('/pins', 'No message is pinned here.');
  await line('/pin 2', 'Pinned. /pins lists the pinned messages.');
  await line('/pins', `Pinned: ${at.peer}: The door code is 4711`);
  await line('/unpin 2', 'Unpinned.');
  await line('/pins', 'No message is pinned here.');
  await line('/pin', 'Write which message, counted from the newest, such as /pin 1.');
});

test('/save keeps a message for the user alone, and /unsave removes it', async () => {
  const { line } = await inConversation('The door code is 4711');
  await line('/save 1', 'Saved. `corechat saved` lists your saved messages.');
  expect((await at.desk.run(['saved'])).stdout).toMatch(/bob\d+: The door code is 4711$/);
  await line('/unsave 1', 'No longer saved.');
  expect((await at.desk.run(['saved'])).stdout).toBe('');
});

test('/forward sends a message on, to a person or a group by its name', async () => {
  const { line } = await inConversation('The door code is 4711');
  const made = await at.desk.run(['group', 'create', 'Book club']);
  await line('/forward 1 Book club', 'Forwarded to Book club.');
  const { stdout } = await at.desk.run(['list', made.stdout, '--json', '--limit', '1']);
  expect(JSON.parse(stdout)).toMatchObject({
    Message: 'The door code is 4711',
    Forwarded: { From: at.peer },
  });
  await line('/forward 1 nobody-here', 'There is no user of that name.');
  await line('/forward 1 No such group', 'You are in no group named "No such group". See: corechat groups');
  await line(`/forward 1 @${at.me}`, `Forwarded to ${at.me}.`);
});

test('in a group: what only admins may do is refused, and system messages do not count', async () => {
  const { me, peer, other } = at;
  await at.register();
  // Adding needs an acquaintance.
  await at.other.messages.send({ User: me, Message: 'hello' });
  await at.accept();
  const { Conversation } = await other.groups.create({ Name: 'Readers', Members: [me] });
  await other.messages.send({ Conversation, Message: 'Chapter three' });
  const session = at.open();
  await session.until(/❯ . Readers/);
  session.type(KEYS.enter);
  await session.until(/^ #Readers[\s\S]*Chapter three/);
  const line = async (text: string, what: string | RegExp) => {
    session.type(text + KEYS.enter);
    await session.until(what);
  };
  await line('/pin 1', 'Only owners and admins of the group can do this.');
  await line('/add nobody-here', 'Only owners and admins of the group can do this.');
  await other.groups.setRole(Conversation, me, 'admin');
  await session.until(`${peer} made you an admin`);
  await line('/pin 1', 'You pinned a message');
  await line('/react 1 👍', /Chapter three \(pinned\)\n +👍 you/);
  await line('/reply 1 Read it', /> bob\d+: Chapter three/);
  await line('/add', 'Write who, such as /add bob.');
});
