import { RichText } from '../../../../components/text/RichText.tsx';
import { textOf } from '../../../../state/rows.ts';
import { isRightToLeft } from '../../../../state/text.ts';
import type { MessageBody } from './message-body.ts';

export const text: MessageBody = {
  fits: () => true,
  Body: ({ row, children }) => (
    <div class="text" data-rtl={isRightToLeft(textOf(row)) || undefined}>
      <span class="words" dir="auto">
        <RichText text={textOf(row)} />
      </span>
      {children}
    </div>
  ),
};
