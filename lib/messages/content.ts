/**
 * The content of a message. A new part, such as a reply target, is added here: to Content and to each function below.
 */
import { createHash } from 'node:crypto';
import type { Attachment } from '../attachments/attachment.ts';
import type { Mention } from './mention.ts';

export interface Content {
  text: string;
  /** id of the message that this one answers; absent or null: none */
  replyTo?: string | null;
}

/** Where a forwarded message comes from: set by the server, with the text, when it is sent. */
export interface Source {
  /** id of the forwarded message */
  forwardOf?: string;
  /** username of its first author */
  forwardedFrom?: string;
}

/** What the server adds to a content when it is sent. No edit changes it. */
export interface Fixed extends Source {
  /** absent where there are none */
  attachments?: Attachment[];
}

/** Names of its parts, which a deletion removes. */
export const FIXED_PARTS = [
  'forwardOf',
  'forwardedFrom',
  'attachments',
] as const satisfies readonly (keyof Fixed)[];

export const fixedOf = ({ forwardOf, forwardedFrom, attachments }: Fixed): Fixed => ({
  ...(forwardOf && forwardedFrom ? { forwardOf, forwardedFrom } : {}),
  ...(attachments?.length ? { attachments } : {}),
});

/** What an edit replaces. */
export type EditedContent = Pick<Content, 'text'>;

/** Names of the parts. In the database they are fields of the message like the others. */
export const CONTENT_PARTS = ['text', 'replyTo'] as const satisfies readonly (keyof Content)[];

/** A reaction of one member: each emoji at most once. */
export interface Reaction {
  emoji: string;
  by: string;
}

/** What a page says about itself. */
export interface LinkPreview {
  /** as firstLink returns it */
  url: string;
  title: string;
  /** '' without one, like the next */
  description: string;
  site: string;
}

/** What members other than the author change in a message: see amendment.ts. */
export interface Amended {
  reactions?: Reaction[];
  /** absent when it is not pinned */
  pinnedAt?: Date;
  /** of the first link of the text; absent without one. The server adds it */
  preview?: LinkPreview;
}

/** Names of its parts, which are fields of a message as well. */
export const AMENDED_PARTS = [
  'reactions',
  'pinnedAt',
  'preview',
] as const satisfies readonly (keyof Amended)[];

/** What the server finds in a text. It changes with the text, and is not in copies of the message. */
export interface Derived {
  /** absent where there are none */
  mentions?: Mention[];
}

/** By what a stored message is found. Reads leave it out. */
export interface Indexed {
  /** see lib/search/terms.ts; absent in system messages */
  terms?: string[];
}

/** Parts that a deletion removes, beside what ERASED sets. */
export const REMOVED_PARTS = [
  ...AMENDED_PARTS,
  ...FIXED_PARTS,
  'mentions',
  'terms',
] as const satisfies readonly (keyof Amended | keyof Fixed | keyof Derived | keyof Indexed)[];

export const contentOf = ({ text, replyTo }: Content): Content => ({
  text,
  ...(replyTo ? { replyTo } : {}),
});

/** An edit to the same content changes nothing; trailing space is no difference. */
export const isSameContent = (one: EditedContent, other: EditedContent): boolean =>
  one.text.trimEnd() === other.text.trimEnd();

/** The content of a deleted message. */
export const ERASED: Content = { text: '', replyTo: null };

/**
 * Identifies the content of the first send, also after the message was edited or erased.
 * Salted with the message's id, so that equal contents have different digests. Of a forward its source counts, whose text can change, and whose files are copied; of attachments their ids.
 */
export const contentDigest = (
  id: string,
  { text, replyTo, forwardOf, attachments = [] }: Content & Fixed,
): string =>
  createHash('sha256')
    .update(id)
    .update(replyTo ? `>${replyTo}` : '')
    .update(forwardOf ? '' : attachments.map((each) => `#${each.id}`).join(''))
    // A text can look like anything, but not begin with another separator.
    .update(forwardOf ? '\x01' : '\0')
    .update(forwardOf ?? text)
    .digest('base64url');
