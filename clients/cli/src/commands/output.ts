/** How commands print: one line for each thing, for people or as JSON (https://jsonlines.org). */
import { styleText } from 'node:util';
import type { Context } from '../context.ts';
import type { Message } from '../sdk.ts';
import { fileLines } from '../text/files.ts';
import { previewLines } from '../text/link-preview.ts';
import { noteOf, shownText } from '../text/preview.ts';
import { printable, printableLines } from '../text/printable.ts';
import { leadOf } from '../text/quote.ts';
import { reactionsOf } from '../text/reactions.ts';
import { systemText } from '../text/system.ts';
import { dayAndTime } from '../text/time.ts';

export interface OutputOptions {
  json?: boolean;
}

/** Of commands that print messages. */
export interface MessageOptions extends OutputOptions {
  /** prints the id of each message before it */
  ids?: boolean;
}

/** Control characters of a text are escaped by JSON; C1 and bidi controls, which JSON allows, are escaped as well. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;

export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** `2026-11-22 09:14  alice: text`; further lines of the text are indented, and so is a text below a quote or the name of its first author. */
export function messageLine(
  { stdout, symbols }: Pick<Context, 'stdout' | 'symbols'>,
  message: Message,
  ids = false,
): string {
  const style = { stream: stdout };
  const time = styleText('dim', dayAndTime(message.Timestamp), style);
  const system = systemText(message, '');
  if (system) return `${time}  ${styleText('dim', `* ${printable(system)}`, style)}`;
  const name = styleText('bold', `${printable(message.From)}:`, style);
  const lines = [
    ...printableLines(shownText(message)),
    ...fileLines(message, symbols.clip, ids),
    ...previewLines(message, symbols.link),
  ];
  // A message of files alone has no line of text.
  const text = lines.filter((line, at) => at > 0 || line !== '' || lines.length === 1).join('\n    ');
  if (message.DeletedAt) return `${time}  ${name} ${styleText('dim', text, style)}`;
  const lead = leadOf(message, '');
  const led = lead && `${styleText('dim', lead, style)}\n    `;
  const reactions = reactionsOf(message, '');
  const notes = noteOf(message) + (reactions && `  [${reactions}]`);
  return `${time}  ${name} ${led}${text}${notes && styleText('dim', notes, style)}`;
}

/** @param empty a sentence about a list that has no items @param print prints one item */
export async function printAll<Item>(
  context: Pick<Context, 'remark'>,
  items: AsyncIterable<Item>,
  empty: string,
  print: (item: Item) => void,
): Promise<void> {
  let isEmpty = true;
  for await (const item of items) {
    isEmpty = false;
    print(item);
  }
  if (isEmpty) context.remark(empty);
}

export function printMessage(context: Context, message: Message, { json, ids }: MessageOptions): void {
  if (json) context.print(jsonLine(message));
  else context.print((ids ? `${printable(message.Id)}  ` : '') + messageLine(context, message, ids));
}
