/** The main menu, logging in and registering: questions one after the other, in the terminal's normal flow. */
import { input, password as passwordPrompt, select } from '@inquirer/prompts';
import { CoreChatError } from '../sdk.ts';
import { isUsername } from './username.ts';

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

export const askUsername = (): Promise<string> =>
  input({ message: 'Username:', required: true }).then((name) => name.trim());

/** Nothing is echoed, not even asterisks: their number would reveal the length. */
export const askPassword = (message = 'Password:'): Promise<string> =>
  passwordPrompt({ message, mask: false });

export interface Registration {
  first_name: string;
  last_name: string;
  username: string;
  email: string;
  password: string;
}

const FIELDS = {
  first_name: {
    message: 'First name:',
    check: (text: string) => text.trim() !== '' || 'Please fill this in.',
  },
  last_name: { message: 'Last name:', check: (text: string) => text.trim() !== '' || 'Please fill this in.' },
  username: {
    message: 'Username:',
    check: (text: string) =>
      isUsername(text.trim()) || 'A username has 3 to 32 characters: letters, digits, "_", "." or "-".',
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

async function askNewPassword(): Promise<string> {
  const first = await passwordPrompt({
    message: 'Password:',
    mask: false,
    validate: (text) => {
      const characters = Array.from(text).length;
      return (characters >= 8 && characters <= 128) || 'A password has 8 to 128 characters.';
    },
  });
  await passwordPrompt({
    message: 'Password again:',
    mask: false,
    validate: (text) => text === first || 'The two are not the same. Try again.',
  });
  return first;
}

/** @param before answers of an attempt that the server refused, for the user to correct */
export async function askRegistration(before: Partial<Registration> = {}): Promise<Registration> {
  const answers: Partial<Registration> = {};
  for (const field of FIELD_NAMES) answers[field] = await askField(field, before[field] ?? '');
  return { ...(answers as Registration), password: await askNewPassword() };
}

/** Refusals that other answers can avoid: the form asks again. */
export const isAboutAnswers = (error: unknown): boolean =>
  error instanceof CoreChatError &&
  ['unknown_user', 'wrong_password', 'username_taken', 'validation_failed'].includes(error.code);
