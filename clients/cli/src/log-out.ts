import type { Context } from './context.ts';
import type { CoreChat } from './sdk.ts';
import { printable } from './text/printable.ts';
import { notSent, unsentIn } from './unsent.ts';

/**
 * Logs out. Reports messages that stay here unsent, and a session that goes on because the server cannot be reached.
 * @param removes whether unsent messages are removed from this computer
 */
export async function logOut(
  { complain }: Pick<Context, 'complain'>,
  chat: CoreChat,
  removes = false,
): Promise<void> {
  const name = chat.session?.username ?? '';
  const unsent = unsentIn(chat.outbox);
  if (removes && name) await chat.outbox.erase(name);
  const isEnded = await chat.logOut();
  if (removes && name) await chat.forgetDevice(name);
  if (unsent > 0 && removes) complain(`${notSent(unsent)}: removed from this computer.`);
  else if (unsent > 0) complain(`${notSent(unsent)}: kept here until ${printable(name)} logs in.`);
  if (!isEnded) {
    complain(
      'The server could not be reached: this login goes on there until it expires. ' +
        'After your next login, corechat sessions lists it and corechat logout --session ID ends it.',
    );
  }
}
