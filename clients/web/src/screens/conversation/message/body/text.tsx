import { rest } from '../../../../app/rest-loader.ts';
import { RichText } from '../../../../components/text/RichText.tsx';
import { type TimelineRow, textOf } from '../../../../state/rows.ts';
import { isRightToLeft } from '../../../../state/text.ts';
import type { MessageBody } from './message-body.ts';

/** Without formatting until that is loaded. */
function Words({ row }: { row: TimelineRow }) {
  const FormattedText = rest.value?.FormattedText;
  if (!FormattedText) return <RichText text={textOf(row)} />;
  return <FormattedText text={textOf(row)} mentions={row.message?.Mentions} />;
}

export const text: MessageBody = {
  fits: () => true,
  Body: ({ row, children }) => (
    <div class="text" data-rtl={isRightToLeft(textOf(row)) || undefined}>
      <span class="words" dir="auto">
        <Words row={row} />
      </span>
      {children}
    </div>
  ),
};
