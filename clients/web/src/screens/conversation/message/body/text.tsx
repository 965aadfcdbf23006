import { rest } from '../../../../app/rest-loader.ts';
import { type TimelineRow, textOf } from '../../../../state/rows.ts';
import { isPlain, isRightToLeft } from '../../../../state/text.ts';
import type { MessageBody } from './message-body.ts';

/** Without formatting and links until those are loaded. */
function Words({ row }: { row: TimelineRow }) {
  const text = textOf(row);
  // Most messages are plain, and need not be drawn again when the rest is there.
  const FormattedText = isPlain(text) ? undefined : rest.value?.FormattedText;
  if (!FormattedText) return <>{text}</>;
  return <FormattedText text={text} mentions={row.message?.Mentions} />;
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
