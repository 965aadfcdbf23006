/**
 * What a message carries. A further part, such as a reply target, is added here: to Content, and to each of the functions below.
 */
import { createHash } from 'node:crypto';

export interface Content {
  text: string;
}

/** Names of its parts. As fields they stand beside the other fields of a message, at rest too. */
export const CONTENT_PARTS = ['text'] as const satisfies readonly (keyof Content)[];

export const contentOf = ({ text }: Content): Content => ({ text });

/** Of a deleted message. */
export const ERASED: Content = { text: '' };

/**
 * Recognises the content of a first send for ever, also after the message was edited or erased.
 * Salted with the message's id so that equal contents do not show as equal digests.
 */
export const contentDigest = (id: string, { text }: Content): string =>
  createHash('sha256').update(id).update('\0').update(text).digest('base64url');
