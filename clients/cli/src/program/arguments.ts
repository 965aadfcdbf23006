/** Arguments and options that several commands have. */
import { InvalidArgumentError } from 'commander';

export function count(text: string): number {
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return number;
}

export function atLeastOne(text: string): number {
  const number = count(text);
  if (number === 0) throw new InvalidArgumentError('It must be 1 or more.');
  return number;
}

/** Refuses an empty value, as of an unset variable in a script: `--session "$id"` must not mean this session. */
export function filled(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** Of an option that can be repeated. */
export const each = (text: string, before: readonly string[]): string[] => [...before, filled(text)];

/** As `corechat people` and the other clients print it: with or without the "@", which no username has. */
export const username = (text: string): string => filled(text.replace(/^@/, ''));

export const USER = ['<user>', 'a username', username] as const;
export const CONVERSATION = [
  '<user|group>',
  'a username, or the id or name of a group; "#name" where the name could be a username',
  username,
] as const;
export const TEXT = ['[text...]', 'the text, or - for standard input'] as const;
export const EMOJI = ['<emoji>', 'one emoji', filled] as const;
export const ID = ['<id>', 'its id', filled] as const;

/** Commands such as `edit`, `react` and `send --reply-to` take the id of a message. JSON output has it without this option. */
export const IDS_OPTION = ['--ids', 'print the id of each message before it'] as const;
export const JSON_OPTION = ['--json', 'one JSON object a line'] as const;
