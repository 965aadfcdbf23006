/** Request fields about messages. */
import * as v from 'valibot';
import { attachmentIds } from '../attachments/fields.ts';
import { isOneEmoji, spellEmoji } from '../http/emoji.ts';
import { ApiError } from '../http/errors.ts';
import { text } from '../http/fields.ts';
import { type Content, contentOf } from './content.ts';
import { messageTextFault } from './text.ts';

const messageText = v.pipe(
  text,
  v.rawCheck(({ dataset, addIssue }) => {
    const fault = dataset.typed ? messageTextFault(dataset.value) : undefined;
    if (fault) addIssue({ message: fault });
  }),
);

/** The text of a message with attachments can be empty. */
export const captionText = v.pipe(
  text,
  v.rawCheck(({ dataset, addIssue }) => {
    const fault = dataset.typed && dataset.value !== '' ? messageTextFault(dataset.value) : undefined;
    if (fault) addIssue({ message: fault });
  }),
);

/** The parts of a content, with their names in requests. */
export const contentFields = { Message: messageText };

/** Of a message with attachments. */
export const attachedFields = { Message: v.optional(captionText, ''), Attachments: attachmentIds };

/** Whether the text can be empty depends on the message. */
export const editedFields = { Message: captionText };

export const emptyText = (): ApiError =>
  new ApiError('validation_failed', {
    detail: 'Message must not be empty',
    errors: [{ field: 'Message', detail: 'must not be empty' }],
  });

export const messageId = v.pipe(text, v.regex(/^[0-9a-f]{24}$/, 'must be the id of a message'));

/** Part of a new message only: an edit does not change what a message answers. */
export const replyTo = v.optional(messageId);

/** Line ends become LF: a lone CR would join two lines in a terminal, and CRLF would make an edit of the same text. */
export const toContent = ({ Message, ReplyTo }: { Message: string; ReplyTo?: string | undefined }): Content =>
  contentOf({ text: Message.replace(/\r\n?/g, '\n'), ...(ReplyTo ? { replyTo: ReplyTo } : {}) });

/** In a path, where it is percent-encoded; some gateways leave it so. */
export const emoji = v.pipe(
  text,
  v.transform(decoded),
  v.transform(spellEmoji),
  v.check(isOneEmoji, 'must be exactly one emoji'),
);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const CLIENT_ID_RULE = 'must be 1–64 visible ASCII characters';

export const clientId = v.pipe(text, v.regex(/^[\x21-\x7e]{1,64}$/, CLIENT_ID_RULE));

/**
 * The ClientId of a request that may name it in a header instead.
 * @param header Idempotency-Key, whose value is a string in quotes (draft-ietf-httpapi-idempotency-key-header); many send it without
 * @throws ApiError validation_failed when the header breaks the rule or differs from the field
 */
export function clientIdOf(field: string | undefined, header: string | undefined): string | undefined {
  if (header === undefined) return field;
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (!v.is(clientId, key)) throw wrongKey(CLIENT_ID_RULE);
  if (field !== undefined && field !== key) throw wrongKey('must be the same as ClientId');
  return key;
}

const wrongKey = (detail: string): ApiError =>
  new ApiError('validation_failed', {
    detail: `Idempotency-Key ${detail}`,
    errors: [{ field: 'Idempotency-Key', detail }],
  });
