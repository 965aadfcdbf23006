/** Clients as the SDK's users make them, against a running product. */
import { CoreChat, type CoreChatOptions, type Message } from '#sdk';
import { registration } from '../people/registration.ts';

/** Resolves as soon as the condition holds. @throws Error when it does not in time */
export async function until(condition: () => boolean, what: string, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** An event can be missed on a busy machine, which drops pushes that take long; then what was missed is looked up. */
export async function untilSynced(chat: CoreChat, condition: () => boolean, what: string): Promise<void> {
  let askedAt = performance.now();
  await until(
    () => {
      if (performance.now() - askedAt > 2_000) {
        chat.retryNow();
        askedAt = performance.now();
      }
      return condition();
    },
    what,
    30_000,
  );
}

/** A WebSocket whose connection can be cut from outside, as a network does. */
export class CuttableSocket extends WebSocket {
  static readonly open = new Set<CuttableSocket>();

  constructor(url: string) {
    super(url);
    CuttableSocket.open.add(this);
    this.addEventListener('close', () => CuttableSocket.open.delete(this));
  }

  static cutAll(): void {
    for (const socket of CuttableSocket.open) socket.close();
  }
}

const clients = new Set<CoreChat>();

export function newClient(url: string, options: CoreChatOptions = {}): CoreChat {
  const chat = new CoreChat({ url, ...options });
  clients.add(chat);
  return chat;
}

export function closeClients(): void {
  for (const chat of clients) chat.close();
  clients.clear();
}

/** A logged-in client; registers the user if necessary. */
export async function loggedIn(url: string, username: string, options: CoreChatOptions = {}) {
  const chat = newClient(url, options);
  const form = registration(username);
  await chat.register(form).catch((error: { code: string }) => {
    if (error.code !== 'username_taken') throw error;
  });
  await chat.logIn({ username, password: form.password });
  return chat;
}

/** Connected, and everything synced. */
export async function online(chat: CoreChat): Promise<CoreChat> {
  chat.connect();
  await until(() => chat.connection === 'online', 'online');
  return chat;
}

export const texts = (messages: readonly Message[]): string[] => messages.map(({ Message: text }) => text);

/** A whole conversation as the server has it, oldest first. */
export async function history(chat: CoreChat, username: string): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const page of chat.messages.list(username).pages()) messages.unshift(...page);
  return messages;
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
