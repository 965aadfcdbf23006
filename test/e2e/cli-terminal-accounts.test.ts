/** `corechat` at a pseudo-terminal: registering, logging in and logging out through the menus. */
import { expect, test } from 'vitest';
import { atTerminal, expectRestored } from '../support/clients/at-terminal.ts';
import { KEYS, type TerminalSession } from '../support/clients/terminal.ts';

const at = atTerminal();

/** Chooses "Register", and answers the questions up to the password. */
async function beginRegistration(session: TerminalSession, username: string): Promise<void> {
  await session.until('❯ Register');
  session.type(KEYS.enter);
  await answer(session, [
    ['First name:', 'Alice'],
    ['Last name:', 'Lee'],
    ['Username:', username],
    ['Email:', 'alice@example.org'],
  ]);
}

/** Types each answer when its question is on the screen. */
async function answer(session: TerminalSession, answers: [question: string | RegExp, text: string][]) {
  for (const [question, text] of answers) {
    await session.until(typeof question === 'string' ? `? ${question}` : question);
    session.type(text + KEYS.enter);
  }
}

const expectPassword = async (password: string) =>
  expect(await at.desk.run(['login', at.me, '--password-stdin'], { input: password })).toMatchObject({
    code: 0,
  });

test('registering through the menus, with a password that is never shown', async () => {
  const session = at.open();
  await beginRegistration(session, at.me);
  await answer(session, [
    ['Password:', 'correct horse'],
    ['Password again:', 'correct horse'],
  ]);
  await session.until(`CoreChat · ${at.me}`);
  expect(session.output).not.toContain('correct horse');
  // The last entry of the list.
  session.type(KEYS.up);
  await session.until('❯ Exit');
  session.type(KEYS.enter);
  expect(await session.ended).toBe(0);
  expectRestored(session);
});

test('asks again only for the username when it is taken', async () => {
  const session = at.open();
  await beginRegistration(session, at.peer);
  await answer(session, [
    ['Password:', 'correct horse'],
    ['Password again:', 'correct horse'],
  ]);
  await session.until('already taken');
  await session.until('? First name: Alice');
});

test('a password that was typed wrong the first time can be corrected', async () => {
  const session = at.open();
  await beginRegistration(session, at.me);
  await answer(session, [
    ['Password:', 'corect horse'],
    ['Password again:', 'correct horse'],
    [/The two passwords are not the same\. Type both again\.\n+\? Password:/, 'correct horse'],
    [/both again\.[\s\S]*\? Password again:/, 'correct horse'],
  ]);
  await session.until(`CoreChat · ${at.me}`);
  session.type(KEYS.ctrlC);
  await expectPassword('correct horse');
});

test('reports a wrong password, accepts the right one, and returns to the menu after logging out', async () => {
  await at.register();
  await at.desk.run(['logout']);
  const session = at.open();
  for (const [password, then] of [
    ['wrong horse', 'The password is not right.'],
    ['correct horse', 'Search:'],
  ] as const) {
    await session.until('❯ Register');
    session.type(KEYS.down);
    await session.until('❯ Login');
    session.type(KEYS.enter);
    await session.until('? Username:');
    session.type(at.me + KEYS.enter);
    await session.until('? Password:');
    session.type(password + KEYS.enter);
    await session.until(then);
  }
  session.type(KEYS.up + KEYS.up);
  await session.until('❯ Log out');
  session.type(KEYS.enter);
  await session.until('❯ Register');
  expect(session.isAlternate).toBe(false);
  session.type(KEYS.down + KEYS.down);
  await session.until('❯ Exit');
  session.type(KEYS.enter);
  expect(await session.ended).toBe(0);
  expect(await at.desk.run(['whoami'])).toMatchObject({ code: 3 });
});
