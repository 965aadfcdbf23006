import { filesIn, textOf } from '../../../../state/rows.ts';
import { isEmojiOnly } from '../../../../state/text.ts';
import type { MessageBody } from './message-body.ts';
import { text } from './text.tsx';

/** A few emoji and nothing else, in large. */
export const emoji: MessageBody = {
  class: 'bubble-emoji',
  fits: (row) => isEmojiOnly(textOf(row)) && filesIn(row) === 0,
  Body: text.Body,
};
