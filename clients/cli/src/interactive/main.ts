/** `corechat` without a command: the seed's menus. */
import type { ReadStream, WriteStream } from 'node:tty';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { logOut } from '../log-out.ts';
import { describe, openChat } from '../open-chat.ts';
import type { CoreChat } from '../sdk.ts';
import { useKeys } from '../terminal/keys.ts';
import { Screen } from '../terminal/screen.ts';
import { notSentYet, removeUnsentOfDeleted, unsentIn, waitingIn } from '../unsent.ts';
import { blockedView } from './blocked.ts';
import { conversationView } from './conversation.ts';
import {
  askLogOut,
  askMainMenu,
  askNewGroup,
  askPassword,
  askRegistration,
  askUsername,
  isAboutAnswers,
  type Registration,
  whoMayRegister,
} from './forms.ts';
import { peopleView } from './people.ts';
import { type Stage, show, type View } from './show.ts';
import { type Written, writtenByUser } from './written.ts';

/** The session ended elsewhere while a view was open. */
class SessionOver extends Error {}

export async function interactive(context: Context): Promise<void> {
  const { stdin, stdout } = context;
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new CliError(
      'The menus need a terminal. In scripts use a command: corechat --help lists them.',
      EXIT.usage,
    );
  }
  useKeys(stdin as ReadStream);
  const screen = new Screen(stdin as ReadStream, stdout as WriteStream);
  const chat = openChat(context);
  const writtenBy = writtenByUser();
  try {
    let inside = await resume(context, chat);
    while (inside || (await enter(context, chat))) {
      const left = await talk(context, chat, screen, writtenBy(chat.session?.username ?? ''));
      if (left === 'exit') break;
      inside = false;
    }
  } finally {
    reportWaiting(context, chat);
    chat.close();
  }
}

/** @returns whether there is a session, also while the server cannot be reached */
async function resume(context: Context, chat: CoreChat): Promise<boolean> {
  try {
    const isInside = await chat.resume();
    if (!isInside) await removeUnsentOfDeleted(chat);
    return isInside;
  } catch (error) {
    if (chat.session) return true;
    context.complain(describe(context, error));
    return false;
  }
}

/** Register or log in. @returns false for Exit */
async function enter(context: Context, chat: CoreChat): Promise<boolean> {
  for (;;) {
    const wanted = await askMainMenu();
    if (wanted === 'exit') return false;
    try {
      if (wanted === 'login') await logIn(chat);
      else await register(context, chat);
      return true;
    } catch (error) {
      if (!(error instanceof Error) || isPromptExit(error)) throw error;
      context.complain(describe(context, error));
    }
  }
}

async function logIn(chat: CoreChat): Promise<void> {
  const username = await askUsername();
  await chat.logIn({ username, password: await askPassword() });
}

async function register(context: Context, chat: CoreChat): Promise<void> {
  const who = await whoMayRegister(chat);
  let answers: Registration | undefined;
  for (;;) {
    answers = await askRegistration(context, who, answers);
    try {
      await chat.register(answers);
      break;
    } catch (error) {
      if (!isAboutAnswers(error)) throw error;
      context.complain(describe(context, error));
    }
  }
  await chat.logIn({ username: answers.username, password: answers.password });
}

const isPromptExit = (error: Error) => error.name === 'ExitPromptError' || error.name === 'Interrupted';

/** Ends a view when the session does. */
function guarded<Answer>(
  chat: CoreChat,
  build: (stage: Stage<Answer>) => View,
): (stage: Stage<Answer>) => View {
  return (stage) => {
    const stop = chat.on('session', ({ state }) => {
      if (state === 'logged-out') stage.fail(new SessionOver());
    });
    const view = build(stage);
    return {
      frame: (size) => view.frame(size),
      onKey: (key) => view.onKey(key),
      close: () => {
        stop();
        view.close();
      },
    };
  };
}

/** @returns the id of the new group; undefined when there is none */
async function makeGroup(context: Context, chat: CoreChat): Promise<string | undefined> {
  const answers = await askNewGroup();
  if (!answers) return undefined;
  try {
    const { Conversation, NotAdded } = await chat.groups.create({
      Name: answers.name,
      Members: answers.people,
    });
    if (NotAdded.length > 0) context.complain(`Not added: ${NotAdded.join(', ')}. Invite them with /invite.`);
    return Conversation;
  } catch (error) {
    context.complain(describe(context, error));
    return undefined;
  }
}

async function talk(
  context: Context,
  chat: CoreChat,
  screen: Screen,
  written: Written,
): Promise<'exit' | 'logged-out'> {
  const { symbols } = context;
  chat.connect();
  try {
    for (;;) {
      const answer = await show(screen, guarded(chat, peopleView({ chat, symbols })));
      if (answer.kind === 'exit') return 'exit';
      if (answer.kind === 'log-out') {
        const unsent = unsentIn(chat.outbox);
        const wanted = unsent === 0 ? 'keep' : await askLogOut(unsent);
        if (wanted === 'stay') continue;
        await logOut(context, chat, wanted === 'remove');
        return 'logged-out';
      }
      if (answer.kind === 'blocked') {
        await show(screen, guarded(chat, blockedView({ chat, symbols })));
        continue;
      }
      const username = answer.kind === 'open' ? answer.username : await makeGroup(context, chat);
      if (username === undefined) continue;
      await show(screen, guarded(chat, conversationView({ chat, username, symbols, written })));
    }
  } catch (error) {
    if (!(error instanceof SessionOver)) throw error;
    context.complain('You were logged out. Log in again: what you have written is kept.');
    return 'logged-out';
  } finally {
    chat.disconnect();
  }
}

export function reportWaiting(
  { complain }: Pick<Context, 'complain'>,
  { outbox }: Pick<CoreChat, 'outbox'>,
): void {
  const waiting = waitingIn(outbox);
  if (waiting > 0) complain(`${notSentYet(waiting)}: kept, and sent when corechat runs again.`);
}
