/** Who the user has never written to. */
import { isSameUser, type Message } from '#sdk';

interface Contact {
  messages: readonly Pick<Message, 'From'>[];
  /** messages of the user that the server has not acknowledged yet */
  pending: readonly unknown[];
  /** there are messages before these */
  hasOlder: boolean;
}

/** The other person wrote first and has no answer yet. A long history is no first contact. */
export const isNewContact = ({ messages, pending, hasOlder }: Contact, self: string): boolean =>
  !hasOlder &&
  pending.length === 0 &&
  messages.length > 0 &&
  messages.every(({ From }) => !isSameUser(From, self));
