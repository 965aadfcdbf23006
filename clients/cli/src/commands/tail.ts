/** tail: a conversation as it grows, until Ctrl-C. */
import type { Context } from '../context.ts';
import { describe, withSession } from '../open-chat.ts';
import { type CoreChat, CoreChatError, isTransient, type Message } from '../sdk.ts';
import { newDevice } from '../text/new-device.ts';
import { type MessageOptions, printMessage } from './output.ts';
import { conversationOf } from './target.ts';

export interface TailOptions extends MessageOptions {
  lines: number;
}

export async function tail(context: Context, user: string, options: TailOptions): Promise<void> {
  await withSession(context, async (chat) => {
    const over = Promise.withResolvers<never>();
    /** the last printed version of each message: a sync repeats messages, an edit is printed again */
    const printed = new Map<string, number>();
    const print = (message: Message) => {
      if ((printed.get(message.Id) ?? -1) >= message.Version) return;
      printed.set(message.Id, message.Version);
      printMessage(context, message, options);
    };
    chat.on('session', ({ state }) => {
      if (state === 'logged-out') over.reject(new CoreChatError('session_ended'));
    });
    await Promise.race([
      follow(context, chat, await conversationOf(chat, user), options.lines, print),
      over.promise,
    ]);
  });
}

/** Never resolves. */
async function follow(
  context: Context,
  chat: CoreChat,
  username: string,
  lines: number,
  print: (message: Message) => void,
): Promise<never> {
  const conversation = chat.conversation(username);
  reportConnection(context, chat);
  reportDevices(context, chat);
  chat.connect();
  await untilOpen(context, chat, () => conversation.open());
  while (conversation.snapshot.messages.length < lines && (await conversation.loadOlder()));
  const { messages } = conversation.snapshot;
  let seen = new Map(messages.map((message) => [message.Id, message]));
  for (const message of lines > 0 ? messages.slice(-lines) : []) print(message);
  const { promise, reject } = Promise.withResolvers<never>();
  conversation.subscribe(() => {
    const now = conversation.snapshot.messages;
    for (const message of now) if (seen.get(message.Id) !== message && isNews(seen, message)) print(message);
    seen = new Map(now.map((message) => [message.Id, message]));
    const { status, error } = conversation.snapshot;
    if (status === 'failed' && !isTransient(error)) reject(error);
  });
  return promise;
}

const isNews = (seen: Map<string, Message>, message: Message) =>
  (seen.get(message.Id)?.Version ?? -1) < message.Version;

/** The server may be down at the start as well as later. */
async function untilOpen(context: Context, chat: CoreChat, open: () => Promise<void>): Promise<void> {
  for (let complained = false; ; complained = true) {
    const online = Promise.withResolvers<void>();
    const stop = chat.on('connection', ({ state }) => {
      if (state === 'online') online.resolve();
    });
    try {
      return await open();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (!complained) context.complain(describe(context, error));
      if (chat.connection !== 'online') await online.promise;
    } finally {
      stop();
    }
  }
}

function reportDevices(context: Context, chat: CoreChat): void {
  chat.on('device', ({ device }) => context.complain(newDevice(device)));
}

function reportConnection(context: Context, chat: CoreChat): void {
  let wasOnline = false;
  let lost = false;
  chat.on('connection', ({ state }) => {
    if (state === 'online') {
      if (lost) context.complain('Connected again; nothing is missing.');
      wasOnline = true;
      lost = false;
    } else if (wasOnline && !lost) {
      lost = true;
      context.complain(`Connection lost. Trying again ${context.symbols.ellipsis}`);
    }
  });
}
