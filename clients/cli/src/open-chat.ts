/** The SDK's client, with what this program adds: files, sentences and exit codes. */
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { CliError } from './cli-error.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { FileStorage } from './file-storage.ts';
import { KeptFiles } from './kept-files.ts';
import { outcomeOf } from './outcome.ts';
import { putFile } from './put-file.ts';
import {
  CoreChat,
  CoreChatError,
  type ErrorCode,
  isTransient,
  type KeyValueStorage,
  sentence,
} from './sdk.ts';
import { printable } from './text/printable.ts';
import { removeUnsentOfDeleted } from './unsent.ts';

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Linux',
  darwin: 'macOS',
  win32: 'Windows',
};
/** The name of the session in the list of devices: "corechat on Linux". */
const USER_AGENT = `corechat/${packageJson.version} (${SYSTEMS[process.platform] ?? process.platform})`;

export const storageOf = (context: Context): FileStorage =>
  new FileStorage(context.configDir, (aside) => context.complain(`A damaged file was moved to ${aside}.`));

export const openChat = (context: Context): CoreChat => clientOf(context, storageOf(context));

export function clientOf(context: Context, storage: KeyValueStorage): CoreChat {
  return new CoreChat({
    url: context.api,
    storage,
    files: new KeptFiles(join(context.configDir, 'files')),
    putFile,
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, 'User-Agent': USER_AGENT } }),
    log: (event) => {
      if (event.type === 'storage_failed') context.complain(describe(context, event.error));
    },
  });
}

const NOT_LOGGED_IN: readonly ErrorCode[] = [
  'not_logged_in',
  'unauthenticated',
  'invalid_token',
  'token_expired',
  'invalid_refresh_token',
  'refresh_token_reused',
  'session_ended',
];
const NOT_FOUND: readonly ErrorCode[] = [
  'unknown_user',
  'user_not_found',
  'message_not_found',
  'message_deleted',
  'attachment_not_found',
  'session_not_found',
  'conversation_not_found',
  'member_not_found',
  'invite_expired',
];
/** Errors whose sentence names the server. */
const ABOUT_SERVER: readonly ErrorCode[] = [
  'network',
  'timeout',
  'bad_response',
  'refused',
  'route_not_found',
];

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  if (!(error instanceof CoreChatError)) return EXIT.failure;
  if (error.cause instanceof CliError) return error.cause.exitCode;
  if (NOT_LOGGED_IN.includes(error.code)) return EXIT.notLoggedIn;
  return NOT_FOUND.includes(error.code) ? EXIT.notFound : EXIT.failure;
}

/** A sentence that says what went wrong, and what to do about it. */
export function describe({ api }: Pick<Context, 'api'>, error: unknown): string {
  if (error instanceof CliError) return error.message;
  if (!(error instanceof CoreChatError))
    return `Something unexpected went wrong: ${printable(String(error))}`;
  if (error.cause instanceof CliError) return error.cause.message;
  // It can contain the server's words.
  const said = printable(sentence(error));
  if (ABOUT_SERVER.includes(error.code)) return `${said} The server is ${api}; --api chooses another.`;
  if (error.code === 'not_logged_in') return `${said} Use: corechat login`;
  return error.requestId && (error.status ?? 0) >= 500
    ? `${said} (request ${printable(error.requestId)})`
    : said;
}

/**
 * Runs with the session of this user and server.
 * @throws CliError when there is none
 */
export async function withSession<T>(
  context: Context,
  run: (chat: CoreChat, me: { username: string; sessionId: string }) => Promise<T>,
): Promise<T> {
  const chat = openChat(context);
  try {
    // Without an answer the session may still be valid: the next request will show.
    const resumed = await chat.resume().catch((error: unknown) => {
      if (!isTransient(error)) throw error;
      return chat.session !== null;
    });
    if (!resumed || !chat.session)
      throw new CliError(`You are not logged in at ${context.api}. Use: corechat login`, EXIT.notLoggedIn);
    const result = await run(chat, chat.session);
    await sendWaiting(context, chat);
    return result;
  } finally {
    if (!chat.session) await removeUnsentOfDeleted(chat);
    chat.close();
  }
}

/** Sends messages that earlier commands could not send. */
export async function sendWaiting(context: Context, chat: CoreChat): Promise<void> {
  await chat.outbox.loaded();
  const waiting = chat.outbox.entries().filter(({ state }) => state !== 'failed');
  const outcomes = await Promise.all(waiting.map((entry) => outcomeOf(chat, entry)));
  const sent = outcomes.filter(({ message }) => message).length;
  if (sent > 0)
    context.complain(sent === 1 ? 'A waiting message was sent.' : `${sent} waiting messages were sent.`);
}
