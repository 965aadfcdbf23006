import { CoreChatError } from '../errors.ts';
import type { Message } from '../types.ts';

/** The promises behind `settled`. They outlive a log-out: the same user may come back. */
export class Settlements {
  readonly #open = new Map<string, PromiseWithResolvers<Message>>();

  promise(clientId: string): Promise<Message> {
    const open = this.#open.get(clientId) ?? Promise.withResolvers<Message>();
    this.#open.set(clientId, open);
    // An application that does not wait for it sees the entry's state: the rejection must not count as unhandled.
    open.promise.catch(() => {});
    return open.promise;
  }

  resolve(clientId: string, message: Message): void {
    this.#open.get(clientId)?.resolve(message);
    this.#open.delete(clientId);
  }

  discard(clientId: string): void {
    this.#open
      .get(clientId)
      ?.reject(new CoreChatError('discarded', { message: 'The message was discarded' }));
    this.#open.delete(clientId);
  }
}
