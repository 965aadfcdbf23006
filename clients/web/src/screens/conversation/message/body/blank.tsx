import { textOf } from '../../../../state/rows.ts';
import { isVisible } from '../../../../state/text.ts';
import type { MessageBody } from './message-body.ts';

export const blank: MessageBody = {
  fits: (row) => !isVisible(textOf(row)),
  Body: () => <span class="text-gone">Blank message</span>,
};
