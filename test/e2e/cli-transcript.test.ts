/** README's transcript of the terminal client is up to date. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { atOwnTerminal, online } from '../support/clients/at-terminal.ts';
import { KEYS } from '../support/clients/terminal.ts';
import { readPart, writePart } from '../support/clients/transcript.ts';

const README = join(import.meta.dirname, '../../README.md');
const PART = 'cli-transcript';

const at = atOwnTerminal(() => ({ me: 'alice', peer: 'bob' }));

/** Replaces every day by one day, and every time by 09:14. */
const normalised = (rows: readonly string[]): string =>
  rows
    .map((row) =>
      row
        .replace(/^── \S+day .*$/, ({ length }) => '── Sunday 22 November 2026 '.padEnd(length, '─'))
        .replace(/^\d\d:\d\d/, '09:14'),
    )
    .join('\n')
    .trimEnd();

test("README's transcript is what the terminal shows", async () => {
  const { me, peer, other } = at;
  await at.register();
  await at.desk.run(['logout']);
  await other.messages.send({ User: me, Message: 'Lunch at noon? 🥪' });
  await at.accept();
  const session = at.open({ columns: 72, rows: 12 });
  await session.until('❯ Register');
  session.type(KEYS.down);
  await session.until('❯ Login');
  session.type(KEYS.enter);
  await session.until('? Username:');
  session.type(me + KEYS.enter);
  await session.until('? Password:');
  session.type(`correct horse${KEYS.enter}`);
  await session.until(/bob[\s\S]*\(1\)[\s\S]*alice[\s\S]*Exit/);
  const forms = session.scrollback.split('\n').filter(Boolean);
  await session.until(/❯ ○ bob/);
  const list = session.screen;
  session.type(KEYS.enter);
  await session.until(/unread[\s\S]*Lunch/);
  session.type('Yes, at the usual place');
  await session.until('❯ Yes, at the usual place');
  session.type(KEYS.enter);
  await session.until(/✓ {2}alice: Yes/);
  await online(other);
  const theirs = other.conversation(me);
  await theirs.open();
  await theirs.send('See you there').settled;
  theirs.markRead();
  await session.until(/✓✓ alice: Yes[\s\S]*bob: See you there/);
  await session.until('bob ● online');
  // What is typed within two seconds of a message counts as typed before it.
  const typing = setInterval(() => theirs.setTyping(true), 500);
  await session.until(`${peer} is typing …`);
  clearInterval(typing);
  const screens = [forms, list, session.screen].map(normalised);
  const shown = `\`\`\`console\n$ npm run cli\n\n${screens.join('\n\n')}\n\`\`\``;
  if (process.env.WRITE_TRANSCRIPT) writePart(README, PART, shown);
  expect(readPart(README, PART), 'npm run cli:transcript brings it up to date').toBe(shown);
});
