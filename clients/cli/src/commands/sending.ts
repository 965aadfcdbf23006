/** send, forward, edit, delete, react, unreact, outbox, flush */
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { describe, exitCodeOf, withSession } from '../open-chat.ts';
import { outcomeOf } from '../outcome.ts';
import {
  type CoreChat,
  CoreChatError,
  type FileDraft,
  hasCode,
  isConversationId,
  isTransient,
  type Message,
  type OutboxEntry,
  randomId,
  type SendMessageInput,
  sentence,
} from '../sdk.ts';
import { printable } from '../text/printable.ts';
import { dayAndTime } from '../text/time.ts';
import { draftsOf, withProgress } from './attaching.ts';
import { messageText } from './input.ts';
import { jsonLine, type OutputOptions, printMessage } from './output.ts';
import { conversationOf } from './target.ts';

const addressed = (to: string) => (isConversationId(to) ? { Conversation: to } : { User: to });

/** Runs with a session. An id in a form that no message has is reported like an unknown id. */
async function withMessages(context: Context, run: (chat: CoreChat) => Promise<void>): Promise<void> {
  try {
    await withSession(context, run);
  } catch (error) {
    const isAboutId =
      hasCode(error, 'validation_failed') &&
      error.fields?.every(({ field }) => field === 'ReplyTo' || field === 'ForwardOf');
    throw isAboutId ? new CoreChatError('message_not_found', { cause: error }) : error;
  }
}

export interface SendOptions extends OutputOptions {
  clientId?: string;
  /** id of the message that it answers */
  replyTo?: string;
  /** paths of files to attach */
  file?: readonly string[];
}

/** Prints the message's id once the server has it. */
export async function send(
  context: Context,
  user: string,
  words: readonly string[],
  { clientId, replyTo, file: paths = [], json }: SendOptions,
): Promise<void> {
  // With a file the text can be left out, and then nothing is read from standard input.
  const text = paths.length > 0 && words.length === 0 ? '' : await messageText(context, words);
  await withMessages(context, async (chat) => {
    const to = await conversationOf(chat, user);
    const files = await draftsOf(chat, paths, clientId);
    const message = await withProgress(context, chat, files, async () =>
      clientId
        ? sendOnce(
            context,
            chat,
            { ...addressed(to), Message: text, ClientId: clientId, ...(replyTo && { ReplyTo: replyTo }) },
            files,
          )
        : sendKept(context, chat.send(to, text, { replyTo, files }), chat),
    );
    context.print(json ? jsonLine(message) : message.Id);
  });
}

export interface ForwardOptions extends OutputOptions {
  clientId?: string;
}

/** Prints the id of the new message. */
export async function forward(
  context: Context,
  id: string,
  user: string,
  { clientId, json }: ForwardOptions,
): Promise<void> {
  await withMessages(context, async (chat) => {
    const to = await conversationOf(chat, user);
    const input = { ...addressed(to), ForwardOf: id };
    const message = clientId
      ? await sendOnce(context, chat, { ...input, ClientId: clientId })
      : await chat.messages.send({ ...input, ClientId: randomId() });
    context.print(json ? jsonLine(message) : message.Id);
  });
}

/** The caller repeats it with the same id, so it is not stored. */
async function sendOnce(
  context: Context,
  chat: CoreChat,
  input: SendMessageInput,
  files: readonly FileDraft[] = [],
): Promise<Message> {
  try {
    const uploaded = await Promise.all(files.map((file) => chat.attachments.upload(file)));
    const attached = uploaded.length > 0 && { Attachments: uploaded.map(({ id }) => id) };
    return await chat.messages.send({ ...input, ...attached });
  } catch (error) {
    if (!isTransient(error)) throw error;
    const why = describe(context, error);
    throw new CliError(`${why} Repeat the command: the same --client-id is sent once.`, EXIT.notSentYet);
  }
}

async function sendKept(context: Context, entry: OutboxEntry, chat: CoreChat): Promise<Message> {
  const { message, error } = await outcomeOf(chat, entry);
  if (message) return message;
  const why = describe(context, error);
  const exitCode = exitCodeOf(error);
  if (exitCode === EXIT.notLoggedIn) {
    throw new CliError(`${why} The message is kept, and sent after the next login.`, exitCode);
  }
  if (!error.transient) {
    // The user still has the text, and gets the error.
    chat.outbox.discard(entry.clientId);
    throw error;
  }
  throw new CliError(`${why} The message is kept, and sent at the next corechat command.`, EXIT.notSentYet);
}

export async function edit(
  context: Context,
  id: string,
  words: readonly string[],
  options: OutputOptions,
): Promise<void> {
  const text = await messageText(context, words);
  await withSession(context, async (chat) => {
    const message = await chat.messages.edit(id, text);
    if (options.json) printMessage(context, message, options);
    else context.print('Edited.');
  });
}

/** @param isThere false: takes it back */
export async function react(context: Context, id: string, emoji: string, isThere: boolean): Promise<void> {
  await withSession(context, ({ messages }) =>
    isThere ? messages.react(id, emoji) : messages.unreact(id, emoji),
  );
  context.print(isThere ? 'Reacted.' : 'Taken back.');
}

export async function remove(context: Context, id: string): Promise<void> {
  await withSession(context, (chat) => chat.messages.delete(id));
  context.print('Deleted.');
}

export interface OutboxOptions extends OutputOptions {
  discard?: string;
}

/** Lists waiting and refused messages. */
export async function outbox(context: Context, { discard, json }: OutboxOptions): Promise<void> {
  await withSession(context, async (chat) => {
    await chat.outbox.loaded();
    if (discard) {
      if (!chat.outbox.entries().some(({ clientId }) => clientId === discard)) {
        throw new CliError(`No message waits under the id ${printable(discard)}.`, EXIT.notFound);
      }
      chat.outbox.discard(discard);
      context.print('Discarded.');
      return;
    }
    for (const { clientId, user, text, files = [], queuedAt, state, error } of chat.outbox.entries()) {
      const names = files.map(({ name }) => name);
      const entry = { clientId, user, text, files: names, queuedAt, state, code: error?.code ?? null };
      const line = `${clientId}  ${dayAndTime(queuedAt)}  ${state}  ${printable(user)}: ${printable([text, ...names].filter(Boolean).join(', '))}`;
      const why = error ? `  (${printable(sentence(error))})` : '';
      context.print(json ? jsonLine(entry) : line + why);
    }
  });
}

/** Sends waiting messages, and refused ones again. */
export async function flush(context: Context): Promise<void> {
  await withSession(context, async (chat) => {
    await chat.outbox.loaded();
    const waiting = chat.outbox.entries();
    for (const { clientId, state } of waiting) if (state === 'failed') chat.outbox.retry(clientId);
    const outcomes = await Promise.all(chat.outbox.entries().map((entry) => outcomeOf(chat, entry)));
    const sent = outcomes.filter(({ message }) => message).length;
    context.print(sent === 1 ? '1 message sent.' : `${sent} messages sent.`);
    const failed = outcomes.find(({ error }) => error);
    if (!failed?.error) return;
    const exitCode = failed.error.transient ? EXIT.notSentYet : exitCodeOf(failed.error);
    throw new CliError(`${describe(context, failed.error)} What was not sent is kept.`, exitCode);
  });
}
