/**
 * The newest message of a conversation, kept in the conversation's document so that the inbox finds it there. Written by the
 * atomic step that allocates a version to the change, just before the message itself.
 *
 * There is one entry for all members and, behind it, one for each author whose later messages nobody else sees. Without
 * `lastMessages` it is not known: readers look for the newest message, and the next send knows it again.
 */

import { foldUsername } from '../../accounts/username.ts';
import { CONTENT_PARTS, type Content } from '../../messages/content.ts';
import type { MessageDocument } from '../../messages/document.ts';
import { now } from '../../platform/clock.ts';
import { ObjectId } from '../../platform/mongo.ts';

export type LastMessage = Omit<MessageDocument, 'conversation' | 'to' | 'textDigest' | 'firstVersion'>;

/** What of a message is known before it has a version. */
export type SentMessage = Content & Pick<LastMessage, '_id' | 'from' | 'sentAt' | 'clientId'>;

export const newMessage = (from: string, content: Content, clientId?: string): SentMessage => ({
  _id: new ObjectId(),
  from,
  ...content,
  sentAt: now(),
  ...(clientId === undefined ? {} : { clientId }),
});

/** A change of one message: new values, or none where it only takes another version. */
export interface MessageChange {
  id: ObjectId;
  set: Partial<Content & Pick<LastMessage, 'editedAt' | 'deletedAt'>>;
}

/** In a pipeline a text that begins with "$" would be the name of a field. */
const literals = (values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { $literal: value }]));

/** As isMuffled of lib/conversations/visibility.ts: somebody else blocks this author. */
const isMuffled = (author: string) => ({
  $gt: [
    {
      $size: {
        $filter: {
          input: { $ifNull: ['$blocks', []] },
          cond: { $ne: ['$$this.by', { $literal: foldUsername(author) }] },
        },
      },
    },
    0,
  ],
});

/** An expression: the entries after this message. @param numbers expressions of them @param isFirst nothing was said before */
export function withSent(message: SentMessage, numbers: { seq: object; version: object }, isFirst: boolean) {
  const entry = {
    ...literals(message),
    ...numbers,
    editedAt: null,
    deletedAt: null,
  };
  const onlyFor = foldUsername(message.from);
  const others = {
    $filter: { input: '$lastMessages', cond: { $ne: ['$$this.onlyFor', { $literal: onlyFor }] } },
  };
  const ofAuthor = [{ ...entry, onlyFor: { $literal: onlyFor } }];
  const known = { $concatArrays: [others, ofAuthor] };
  const unknown = isFirst ? ofAuthor : '$$REMOVE';
  return {
    $cond: [
      isMuffled(message.from),
      { $cond: [{ $isArray: '$lastMessages' }, known, unknown] },
      // Everybody sees it, and it is newer than what single authors see.
      [{ ...entry, onlyFor: null }],
    ],
  };
}

/** An expression: the entries after a change of one message. @param author who may be muffled @param next of its version */
export function withChange({ id, set }: MessageChange, author: string | undefined, next: object) {
  const entry = '$$this';
  const field = (name: string) => `${entry}.${name}`;
  const fields = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, field(name)]));
  const kept = fields([...CONTENT_PARTS, 'editedAt', 'version']);
  const freezes =
    author === undefined
      ? false
      : { $and: [isMuffled(author), { $eq: [{ $ifNull: [field('onlyFor'), null] }, null] }] };
  const isEdit = 'editedAt' in set;
  const frozen = isEdit
    ? { $cond: [freezes, { $ifNull: [field('frozen'), kept] }, '$$REMOVE'] }
    : 'deletedAt' in set
      ? '$$REMOVE'
      : field('frozen');
  const changed = {
    ...fields([
      '_id',
      'from',
      'clientId',
      'sentAt',
      'seq',
      'onlyFor',
      'editedAt',
      'deletedAt',
      ...CONTENT_PARTS,
    ]),
    ...literals(set),
    version: next,
    frozen,
  };
  const isIt = { $eq: [field('_id'), id] };
  // A deletion is final; it may take a newer version.
  const applies = isEdit ? { $and: [isIt, { $eq: [field('deletedAt'), null] }] } : isIt;
  const mapped = { $map: { input: '$lastMessages', in: { $cond: [applies, changed, entry] } } };
  return { $cond: [{ $isArray: '$lastMessages' }, mapped, '$$REMOVE'] };
}
