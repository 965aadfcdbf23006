/** Adds the preview of a message's first link: after the answer, in the function queue-preview (docs/decisions/060-link-previews.md). */
import * as v from 'valibot';
import { wantsLinkPreviews } from '../accounts/people.ts';
import { ApiError } from '../http/errors.ts';
import { amendMessage } from '../messages/amending.ts';
import type { Amendment } from '../messages/amendment.ts';
import type { LinkPreview } from '../messages/content.ts';
import { firstLink } from '../messages/link.ts';
import { type Message, previewOf } from '../messages/message.ts';
import { findMessage } from '../messages/reading.ts';
import { config } from '../platform/config.ts';
import type { Work } from '../platform/queue-worker.ts';
import { pageAt } from './fetching.ts';

const Job = v.object({ message: v.pipe(v.string(), v.regex(/^[0-9a-f]{24}$/)) });

const isSame = (one: LinkPreview, other: LinkPreview | undefined): boolean =>
  one.url === other?.url &&
  one.title === other.title &&
  one.description === other.description &&
  one.site === other.site;

/** For the text that it was made for: after an edit the next job makes another one. */
export const previewing = (text: string, preview: LinkPreview): Amendment => ({
  change: (field) => ({
    preview: {
      $cond: [
        { $eq: [field('text'), { $literal: text }] },
        { $literal: preview },
        { $ifNull: [field('preview'), '$$REMOVE'] },
      ],
    },
  }),
  isMade: (message) => message.text !== text || isSame(preview, message.preview),
  problem: () => undefined,
});

/** What changes nothing: the message was deleted, its author has left, or the two block each other. */
const REFUSALS: readonly string[] = [
  'message_deleted',
  'message_not_found',
  'user_blocked',
  'conversation_closed',
] satisfies ApiError['code'][];

/** The link that is to be fetched. Nothing is fetched for a message that only its author sees. */
const linkOf = (message: Message | null): string | undefined =>
  !message || message.deletedAt || message.onlyFor !== undefined ? undefined : firstLink(message.text);

/**
 * Reads the message again, fetches its link and amends the message. Idempotent.
 * @throws ValiError for a body that is no job
 */
export const addPreview: Work = async (body) => {
  const { message: id } = v.parse(Job, body);
  const message = await findMessage(id);
  const url = linkOf(message);
  if (!config.linkPreviews || !message || !url || !(await wantsLinkPreviews(message.from))) return;
  const page = await pageAt(url);
  const preview = page && { url, ...page };
  if (!preview || isSame(preview, previewOf(message))) return;
  try {
    await amendMessage(message.from, id, previewing(message.text, preview));
  } catch (error) {
    if (error instanceof ApiError && REFUSALS.includes(error.code)) return;
    throw error;
  }
};
