/** The main menu, logging in and registering: questions one after the other, in the terminal's normal flow. */
import { input, password as passwordPrompt, select } from '@inquirer/prompts';
import type { Context } from '../context.ts';
import { type CoreChat, CoreChatError, limits } from '../sdk.ts';
import { notSent } from '../unsent.ts';
import { isReplaced } from '../utf8.ts';
import { isUsername } from './username.ts';

const { usernameMinCharacters, usernameMaxCharacters, passwordMinCharacters, passwordMaxCharacters } = limits;

const USERNAME_RULE = `A username has ${usernameMinCharacters} to ${usernameMaxCharacters} characters: letters, digits, "_", "." or "-".`;
const PASSWORD_RULE = `A password has ${passwordMinCharacters} to ${passwordMaxCharacters} characters.`;

export type MainMenuAnswer = 'register' | 'login' | 'exit';

export const askMainMenu = (): Promise<MainMenuAnswer> =>
  select({
    message: 'CoreChat',
    choices: [
      { name: 'Register', value: 'register' },
      { name: 'Login', value: 'login' },
      { name: 'Exit', value: 'exit' },
    ],
  });

export type LogOutAnswer = 'stay' | 'keep' | 'remove';

/** @param unsent how many messages are not sent */
export const askLogOut = (unsent: number): Promise<LogOutAnswer> =>
  select({
    message: `${notSent(unsent)}. Log out?`,
    choices: [
      { name: 'Stay logged in', value: 'stay' },
      { name: 'Log out, and keep what is not sent on this computer', value: 'keep' },
      { name: 'Log out, and remove it from this computer', value: 'remove' },
    ],
  });

export interface NewGroupAnswers {
  name: string;
  people: string[];
}

/** @returns undefined when the user leaves the name empty, which cancels */
export async function askNewGroup(): Promise<NewGroupAnswers | undefined> {
  const name = (await input({ message: 'Name of the group (empty: cancel):' })).trim();
  if (name === '') return undefined;
  const words = await input({ message: 'Usernames of its members:' });
  const people = words.split(/[\s,]+/).map((word) => word.replace(/^@/, ''));
  return { name, people: people.filter((word) => word !== '') };
}

export const askUsername = (): Promise<string> =>
  input({ message: 'Username:', required: true }).then((name) => name.trim());

/** Nothing is echoed, not even asterisks: their number would reveal the length. */
export const askPassword = (message = 'Password:'): Promise<string> =>
  passwordPrompt({ message, mask: false, validate: (text) => !isReplaced(text) || NOT_UTF8 });

/** Nothing is echoed, so nothing else would show that characters were replaced, and different passwords would be the same one. */
const NOT_UTF8 = 'This is not UTF-8 text. Check the character set of the terminal.';

export interface Registration {
  first_name: string;
  last_name: string;
  username: string;
  email: string;
  password: string;
  /** code of an invitation, where one is needed */
  invite?: string;
}

type Settings = Awaited<ReturnType<CoreChat['settings']>>;

/** Before anything is typed. An earlier server has no settings: it takes everybody. @throws CoreChatError registration_closed */
export async function whoMayRegister(chat: CoreChat): Promise<Settings['Registration']> {
  const { Registration } = await chat.settings().catch((error: unknown) => {
    if (error instanceof CoreChatError && error.code === 'route_not_found')
      return { Registration: 'open' as const };
    throw error;
  });
  if (Registration === 'off') throw new CoreChatError('registration_closed');
  return Registration;
}

const FIELDS = {
  first_name: {
    message: 'First name:',
    check: (text: string) => text.trim() !== '' || 'Please fill this in.',
  },
  last_name: { message: 'Last name:', check: (text: string) => text.trim() !== '' || 'Please fill this in.' },
  username: {
    message: 'Username:',
    check: (text: string) => isUsername(text.trim()) || USERNAME_RULE,
  },
  email: {
    message: 'Email:',
    check: (text: string) => /^[^\s@]+@\S+$/.test(text.trim()) || 'Write it as alice@example.org.',
  },
} as const;

type Field = keyof typeof FIELDS;
const FIELD_NAMES = Object.keys(FIELDS) as Field[];

const askField = (field: Field, before: string): Promise<string> =>
  input({
    message: FIELDS[field].message,
    validate: FIELDS[field].check,
    ...(before && { default: before, prefill: 'editable' as const }),
  }).then((text) => text.trim());

export const askRecoveryCode = (): Promise<string> => input({ message: 'Recovery code:', required: true });

/** Asks for both again when they differ, because the mistake can be in the first one. */
export async function askNewPassword(
  { complain }: Pick<Context, 'complain'>,
  message = 'Password:',
): Promise<string> {
  for (;;) {
    const first = await passwordPrompt({
      message,
      mask: false,
      validate: (text) => {
        if (isReplaced(text)) return NOT_UTF8;
        const characters = Array.from(text).length;
        return (characters >= passwordMinCharacters && characters <= passwordMaxCharacters) || PASSWORD_RULE;
      },
    });
    if ((await askPassword('Password again:')) === first) return first;
    complain('The two passwords are not the same. Type both again.');
  }
}

const askInvite = (before = ''): Promise<string> =>
  input({
    message: 'Invitation code:',
    required: true,
    ...(before && { default: before, prefill: 'editable' as const }),
  }).then((code) => code.trim());

/** @param who may register @param before answers of an attempt that the server refused, for the user to correct */
export async function askRegistration(
  context: Pick<Context, 'complain'>,
  who: Settings['Registration'],
  before: Partial<Registration> = {},
): Promise<Registration> {
  const answers: Partial<Registration> = who === 'invite' ? { invite: await askInvite(before.invite) } : {};
  for (const field of FIELD_NAMES) answers[field] = await askField(field, before[field] ?? '');
  return { ...(answers as Registration), password: await askNewPassword(context) };
}

/** Refusals that other answers can avoid: the form asks again. */
export const isAboutAnswers = (error: unknown): boolean =>
  error instanceof CoreChatError &&
  [
    'unknown_user',
    'wrong_password',
    'username_taken',
    'validation_failed',
    'invalid_invite',
    'email_domain_refused',
  ].includes(error.code);
