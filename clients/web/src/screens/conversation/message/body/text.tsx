import { RichText } from '../../../../components/text/RichText.tsx';
import { textOf } from '../../../../state/rows.ts';
import type { MessageBody } from './message-body.ts';

export const text: MessageBody = {
  fits: () => true,
  Body: ({ row, children }) => (
    <div class="text">
      <span class="words" dir="auto">
        <RichText text={textOf(row)} />
      </span>
      {children}
    </div>
  ),
};
