/** For tests of the terminal client: the product, and for each test two people, one at a terminal and one a program. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { CoreChat } from '#sdk';
import { newName } from '../people/names.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../server/product.ts';
import { type Desk, makeDesk, registerAt } from './corechat-command.ts';
import { KEYS, type TerminalOptions, TerminalSession } from './terminal.ts';

const PASSWORD = 'correct horse';

export interface People {
  me: string;
  peer: string;
}

const newPeople = (): People => ({ me: newName('alice'), peer: newName('bob') });

/** On the product that tests share. */
export const atTerminal = () => peopleAt(() => inject('productUrl'), newPeople);

/** On a product of this file alone, which it may kill. @param names of the two; must be new each time */
export function atOwnTerminal(names = newPeople) {
  let dataDir: string;
  let product: Product;
  beforeAll(async () => {
    dataDir = await makeDataDir();
    product = await startProduct(dataDir);
  });
  afterAll(async () => {
    await product.interrupt();
    await removeDataDir(dataDir);
  });
  const at = peopleAt(() => product.url, names);
  return Object.assign(at, {
    kill: () => product.kill(),
    restart: async () => {
      product = await startProduct(dataDir, { args: ['--port', new URL(product.url).port] });
    },
    /** Kills the product, and writes a message that waits for it in the conversation. */
    leaveBehind: async (text: string): Promise<TerminalSession> => {
      const session = await at.openLoggedIn();
      await at.choose(session);
      await session.until('No messages yet.');
      await product.kill();
      await session.until('Connection lost');
      session.type(`${text}${KEYS.enter}`);
      await session.until(`⏳ ${at.me}: ${text}`);
      return session;
    },
  });
}

function peopleAt(url: () => string, names: () => People) {
  let people: People;
  let desk: Desk;
  let other: CoreChat;
  const sessions: TerminalSession[] = [];

  beforeEach(async () => {
    people = names();
    desk = await makeDesk(url());
    other = new CoreChat({ url: url() });
    const name = { first_name: 'Bob', last_name: 'Lee', email: 'bob@example.org' };
    await other.register({ ...name, username: people.peer, password: PASSWORD });
    await other.logIn({ username: people.peer, password: PASSWORD });
  });
  afterEach(async () => {
    for (const session of sessions.splice(0)) session.close();
    other.close();
    await desk.remove();
  });

  const open = (options: Partial<TerminalOptions> = {}): TerminalSession => {
    const session = new TerminalSession([], { ...options, env: { ...desk.env, ...options.env } });
    sessions.push(session);
    return session;
  };
  const register = () => registerAt(desk, people.me);
  /** Logged in before, as most days. */
  const openLoggedIn = async (options: Partial<TerminalOptions> = {}): Promise<TerminalSession> => {
    await register();
    const session = open(options);
    await session.until('Search:');
    return session;
  };
  /** From the list of people into a conversation. */
  const choose = async (session: TerminalSession): Promise<void> => {
    session.type(people.peer);
    await session.until(new RegExp(`❯ . ${people.peer}`));
    session.type(KEYS.enter);
    await session.until(new RegExp(`^ ${people.peer}`));
  };
  /** Accepts the request that the peer's first message is. */
  const accept = async (): Promise<void> => {
    const chat = new CoreChat({ url: url() });
    await chat.logIn({ username: people.me, password: PASSWORD });
    await chat.conversations.answer(people.peer, 'accept');
    await chat.logOut();
    chat.close();
  };
  return {
    get me() {
      return people.me;
    },
    get peer() {
      return people.peer;
    },
    get desk() {
      return desk;
    },
    /** the peer's client */
    get other() {
      return other;
    },
    get url() {
      return url();
    },
    open,
    register,
    openLoggedIn,
    choose,
    accept,
    /** Everything in the conversation, as the peer has it. */
    texts: async (): Promise<string[]> => {
      const texts = [];
      for await (const { Message } of other.messages.list(people.me)) texts.push(Message);
      return texts;
    },
  };
}

/** From here on nothing arrives late. */
export async function online(chat: CoreChat): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = chat.on('connection', ({ state }) => state === 'online' && resolve());
  chat.connect();
  if (chat.connection !== 'online') await promise;
  stop();
}

/** The shell has its terminal back as it was. */
export function expectRestored(session: TerminalSession): void {
  expect([session.isAlternate, session.bracketedPaste, session.wraps]).toEqual([false, false, true]);
  expect(session.output).toMatch(/[^-]\becho\b/);
  expect(session.output).toMatch(/[^-]\bicanon\b/);
  expect(session.output.lastIndexOf('\x1b[?25h')).toBeGreaterThan(session.output.lastIndexOf('\x1b[?25l'));
}
