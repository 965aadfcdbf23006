/** What a message takes of a response. */
import type { Message } from './message.ts';
import { QUOTED_MAX } from './quotes.ts';

/** Characters of a mention in a response, of `BYTES_PER_CHARACTER` bytes each. */
const MENTION_CHARACTERS = 12;

/** Bytes of a reaction in a response, beside the name: its quotes, escaped twice, and a comma. */
const REACTION_BYTES = 7;
/** Bytes of each different emoji of a message. */
const EMOJI_BYTES = 100;
const BYTES_PER_CHARACTER = 7;

/** Names are ASCII without quotes, so the room for any text would be far too much for them. */
function reactionCharacters({ reactions = [] }: Message): number {
  const names = reactions.reduce((bytes, { by }) => bytes + by.length + REACTION_BYTES, 0);
  const emoji = new Set(reactions.map((each) => each.emoji)).size;
  return Math.ceil((names + emoji * EMOJI_BYTES) / BYTES_PER_CHARACTER);
}

/** Characters of an attachment in a response, beside its name. */
const ATTACHMENT_CHARACTERS = 50;

const previewCharacters = ({ preview }: Message): number =>
  preview ? preview.url.length + preview.title.length + preview.description.length + preview.site.length : 0;

/** For responseRoom of lib/http/room.ts. */
export const charactersOf = (message: Message): number =>
  (message.shown ?? message).text.length +
  (message.replyTo ? 2 * QUOTED_MAX : 0) +
  MENTION_CHARACTERS * (message.mentions?.length ?? 0) +
  (message.attachments ?? []).reduce((sum, { name }) => sum + ATTACHMENT_CHARACTERS + name.length, 0) +
  previewCharacters(message) +
  reactionCharacters(message);
