/** For tests of the terminal client: the product, and for each test two people, one at a terminal and one a program. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { CoreChat } from '#sdk';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../server/product.ts';
import { type Desk, makeDesk, registerAt } from './corechat-command.ts';
import { KEYS, type TerminalOptions, TerminalSession } from './terminal.ts';

const PASSWORD = 'correct horse';

export interface People {
  me: string;
  peer: string;
}

/** @param names of the two; must be new each time */
export function atTerminal(names: () => People) {
  let dataDir: string;
  let product: Product;
  let people: People;
  let desk: Desk;
  let other: CoreChat;
  const sessions: TerminalSession[] = [];

  beforeAll(async () => {
    dataDir = await makeDataDir();
    product = await startProduct(dataDir);
  });
  afterAll(async () => {
    await product.interrupt();
    await removeDataDir(dataDir);
  });
  beforeEach(async () => {
    people = names();
    desk = await makeDesk(product.url);
    other = new CoreChat({ url: product.url });
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
    const chat = new CoreChat({ url: product.url });
    await chat.logIn({ username: people.me, password: PASSWORD });
    await chat.conversations.answer(people.peer, 'accept');
    await chat.logOut();
    chat.close();
  };
  /** Kills the product, and writes a message that waits for it in the conversation. */
  const leaveBehind = async (text: string): Promise<TerminalSession> => {
    const session = await openLoggedIn();
    await choose(session);
    await session.until('No messages yet.');
    await product.kill();
    await session.until('Connection lost');
    session.type(`${text}${KEYS.enter}`);
    await session.until(`⏳ ${people.me}: ${text}`);
    return session;
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
      return product.url;
    },
    open,
    register,
    openLoggedIn,
    choose,
    accept,
    leaveBehind,
    /** Everything in the conversation, as the peer has it. */
    texts: async (): Promise<string[]> => {
      const texts = [];
      for await (const { Message } of other.messages.list(people.me)) texts.push(Message);
      return texts;
    },
    kill: () => product.kill(),
    restart: async () => {
      product = await startProduct(dataDir, { args: ['--port', new URL(product.url).port] });
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
