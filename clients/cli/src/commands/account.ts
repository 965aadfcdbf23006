/** register, login, logout, whoami, sessions, activity */
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import {
  askPassword,
  askRegistration,
  askUsername,
  type Registration,
  whoMayRegister,
} from '../interactive/forms.ts';
import { logOut } from '../log-out.ts';
import { describe, openChat, sendWaiting, withSession } from '../open-chat.ts';
import { previousSession } from '../previous-session.ts';
import { type CoreChat, describeActivity, describeActor, isTransient } from '../sdk.ts';
import { printable } from '../text/printable.ts';
import { dayAndTime } from '../text/time.ts';
import { notSentYet, waitingIn } from '../unsent.ts';
import { passwordFromStdin } from './input.ts';
import { jsonLine, type OutputOptions } from './output.ts';

interface PasswordOptions {
  passwordStdin?: boolean;
}

export const canAsk = ({ stdin, stdout }: Context) => Boolean(stdin.isTTY && stdout.isTTY);

export function cannotAsk(what: string): CliError {
  return new CliError(`There is no terminal to ask for ${what}. ${HOW_WITHOUT_TERMINAL}`, EXIT.usage);
}
const HOW_WITHOUT_TERMINAL = 'Give it on the command line, and the password with --password-stdin.';

export async function login(
  context: Context,
  username: string | undefined,
  { passwordStdin }: PasswordOptions,
): Promise<void> {
  if (!username && (passwordStdin || !canAsk(context))) throw cannotAsk('the username');
  if (!passwordStdin && !canAsk(context)) throw cannotAsk('the password');
  const chat = openChat(context);
  try {
    const name = username ?? (await askUsername());
    const password = passwordStdin ? await passwordFromStdin(context) : await askPassword();
    const previous = await previousSession(context);
    await chat.logIn({ username: name, password });
    await previous.end();
    context.print(`Logged in as ${printable(chat.session?.username ?? name)}.`);
  } finally {
    chat.close();
  }
}

export interface RegisterOptions extends PasswordOptions {
  username?: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  invite?: string;
}

export async function register(context: Context, options: RegisterOptions): Promise<void> {
  const chat = openChat(context);
  try {
    const answers = await registrationOf(context, chat, options);
    await chat.register(answers);
    const previous = await previousSession(context);
    await chat.logIn({ username: answers.username, password: answers.password });
    await previous.end();
    context.print(`Registered and logged in as ${printable(chat.session?.username ?? answers.username)}.`);
  } finally {
    chat.close();
  }
}

async function registrationOf(
  context: Context,
  chat: CoreChat,
  options: RegisterOptions,
): Promise<Registration> {
  const { username, firstName, lastName, email, invite } = options;
  if (username && firstName && lastName && email && options.passwordStdin) {
    const password = await passwordFromStdin(context);
    return {
      username,
      first_name: firstName,
      last_name: lastName,
      email,
      password,
      ...(invite && { invite }),
    };
  }
  if (!canAsk(context)) {
    throw new CliError(
      'Without a terminal, register needs --username, --first-name, --last-name, --email and --password-stdin.',
      EXIT.usage,
    );
  }
  return askRegistration(context, await whoMayRegister(chat), {
    ...(invite && { invite }),
    ...(username && { username }),
    ...(firstName && { first_name: firstName }),
    ...(lastName && { last_name: lastName }),
    ...(email && { email }),
  });
}

export interface LogoutOptions {
  all?: boolean;
  force?: boolean;
  remove?: boolean;
  session?: string;
}

export async function logout(context: Context, options: LogoutOptions): Promise<void> {
  const { all, force, remove, session } = options;
  if (session) {
    await withSession(context, (chat) => chat.sessions.end(session));
    context.print('Logged out that device.');
    return;
  }
  const chat = openChat(context);
  try {
    const known = await chat.resume().catch(() => chat.session !== null);
    if (known) await requireSent(context, chat, force || remove);
    if (all) await chat.sessions.endOthers();
    await logOut(context, chat, remove);
    context.print(known ? `Logged out${all ? ' everywhere' : ''}.` : 'You were not logged in.');
  } finally {
    chat.close();
  }
}

/** @throws CliError when messages wait that cannot be sent now, unless forced */
async function requireSent(context: Context, chat: CoreChat, force = false): Promise<void> {
  await sendWaiting(context, chat);
  const waiting = waitingIn(chat.outbox);
  if (waiting === 0 || force) return;
  throw new CliError(
    `${notSentYet(waiting)}. You are still logged in; corechat outbox lists what waits. ` +
      'corechat logout --force logs out: it is kept on this computer, and sent after your next login. With --remove it is removed.',
    EXIT.notSentYet,
  );
}

export async function whoami(context: Context, { json }: OutputOptions): Promise<void> {
  await withSession(context, async (chat, { username, sessionId }) => {
    try {
      await chat.me.show();
    } catch (error) {
      if (!isTransient(error)) throw error;
      context.complain(`${describe(context, error)} This is who logged in last:`);
    }
    context.print(json ? jsonLine({ username, session: sessionId, api: context.api }) : printable(username));
  });
}

export async function sessions(context: Context, { json }: OutputOptions): Promise<void> {
  await withSession(context, async (chat) => {
    for (const session of await chat.sessions.list()) {
      const { Id, Device, LastUsedAt, Current } = session;
      const here = Current ? '  (this one)' : '';
      context.print(
        json ? jsonLine(session) : `${printable(Id)}  ${dayAndTime(LastUsedAt)}  ${printable(Device)}${here}`,
      );
    }
  });
}

export interface ActivityOptions extends OutputOptions {
  limit: number;
}

/** The newest first. */
export async function activity(context: Context, { limit, json }: ActivityOptions): Promise<void> {
  await withSession(context, async (chat) => {
    let left = limit;
    if (left === 0) return;
    for await (const entry of chat.me.activity({ limit: Math.min(limit, ACTIVITIES_AT_ONCE) })) {
      const actor = describeActor(entry);
      const what = `${describeActivity(entry)}${actor && ` (${actor})`}`;
      context.print(json ? jsonLine(entry) : `${dayAndTime(entry.At)}  ${printable(what)}`);
      if (--left === 0) return;
    }
  });
}
const ACTIVITIES_AT_ONCE = 100;
