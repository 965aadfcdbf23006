import { filesIn, textOf } from '../../../../state/rows.ts';
import { isVisible } from '../../../../state/text.ts';
import type { MessageBody } from './message-body.ts';

export const blank: MessageBody = {
  fits: (row) => !isVisible(textOf(row)) && filesIn(row) === 0,
  Body: ({ children }) => <div class="text text-gone">Blank message{children}</div>,
};
