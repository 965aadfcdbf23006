import type { Message } from '#sdk';

/** An own message in the composer, to be changed. */
export interface Editing {
  message: Message;
  /** what the composer begins with: the message, or a change of it that could not be saved */
  text: string;
}
