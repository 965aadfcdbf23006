import type { Context } from './context.ts';
import type { CoreChat } from './sdk.ts';
import { printable } from './text/printable.ts';
import { notSentYet, waitingIn } from './unsent.ts';

/** Logs out. Reports messages that stay here unsent, and a session that goes on because the server cannot be reached. */
export async function logOut({ complain }: Pick<Context, 'complain'>, chat: CoreChat): Promise<void> {
  const username = chat.session?.username ?? '';
  const waiting = waitingIn(chat.outbox);
  const isEnded = await chat.logOut();
  if (waiting > 0)
    complain(`${notSentYet(waiting)}: kept here, and sent when ${printable(username)} logs in.`);
  if (!isEnded) {
    complain(
      'The server could not be reached: this login goes on there until it expires. ' +
        'After your next login, corechat sessions lists it and corechat logout --session ID ends it.',
    );
  }
}
