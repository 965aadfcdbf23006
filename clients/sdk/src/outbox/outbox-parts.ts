/** What the outbox works with. */
import type { Messages } from '../api.ts';
import { CoreChatError } from '../errors.ts';
import type { Vault } from '../storage/client-storage.ts';
import type { Message, OutboxEntry } from '../types.ts';

export interface OutboxParts {
  vault: Vault;
  messages: Messages;
  /** @param users whose unsent messages changed */
  changed(entries: readonly OutboxEntry[], users: readonly string[]): void;
  /** the server acknowledged this */
  took(message: Message): void;
}

export const discarded = () => new CoreChatError('discarded', { message: 'The message was discarded' });
