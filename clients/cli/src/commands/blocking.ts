/** block, unblock, blocks */
import type { Context } from '../context.ts';
import { withSession } from '../open-chat.ts';
import { printable } from '../text/printable.ts';
import { dayAndTime } from '../text/time.ts';
import { jsonLine, type OutputOptions, printAll } from './output.ts';

export async function block(context: Context, username: string): Promise<void> {
  const { Username } = await withSession(context, (chat) => chat.blocks.add(username));
  context.print(`Blocked ${printable(Username)}.`);
}

export async function unblock(context: Context, username: string): Promise<void> {
  await withSession(context, (chat) => chat.blocks.remove(username));
  context.print(`Unblocked ${printable(username)}.`);
}

export async function blocks(context: Context, { json }: OutputOptions): Promise<void> {
  await withSession(context, ({ blocks: list }) =>
    printAll(context, list.list(), 'You have blocked nobody.', (entry) =>
      context.print(
        json ? jsonLine(entry) : `${printable(entry.Username)}  since ${dayAndTime(entry.BlockedAt)}`,
      ),
    ),
  );
}
