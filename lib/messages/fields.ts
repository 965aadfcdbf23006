/** Request fields about messages. */
import * as v from 'valibot';
import { text } from '../http/fields.ts';
import type { Content } from './content.ts';
import { messageTextFault } from './text.ts';

export const messageText = v.pipe(
  text,
  v.rawCheck(({ dataset, addIssue }) => {
    const fault = dataset.typed ? messageTextFault(dataset.value) : undefined;
    if (fault) addIssue({ message: fault });
  }),
);

/** The parts of a content, with their names in requests. */
export const contentFields = { Message: messageText };

/** Line ends become LF: a lone CR would join two lines in a terminal, and CRLF would make an edit of the same text. */
export const toContent = ({ Message }: { Message: string }): Content => ({
  text: Message.replace(/\r\n?/g, '\n'),
});

export const clientId = v.pipe(text, v.regex(/^[\x21-\x7e]{1,64}$/, 'must be 1–64 visible ASCII characters'));
