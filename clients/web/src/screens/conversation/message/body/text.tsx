import { rest } from '../../../../app/rest-loader.ts';
import { RichText } from '../../../../components/text/RichText.tsx';
import { textOf } from '../../../../state/rows.ts';
import { isRightToLeft } from '../../../../state/text.ts';
import type { MessageBody } from './message-body.ts';

/** Without formatting until that is loaded. */
function Words({ text: words }: { text: string }) {
  const FormattedText = rest.value?.FormattedText;
  return FormattedText ? <FormattedText text={words} /> : <RichText text={words} />;
}

export const text: MessageBody = {
  fits: () => true,
  Body: ({ row, children }) => (
    <div class="text" data-rtl={isRightToLeft(textOf(row)) || undefined}>
      <span class="words" dir="auto">
        <Words text={textOf(row)} />
      </span>
      {children}
    </div>
  ),
};
