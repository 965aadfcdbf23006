/**
 * A copy of the newest message in the conversation's document, for the inbox. The atomic update that allocates a version writes it,
 * just before the message itself is written.
 *
 * The first entry is visible to all members; behind it is one for each author whose later messages only that author sees. When
 * `lastMessages` is absent, readers query for the newest message, and the next send sets it again.
 */

import { foldUsername } from '../../accounts/username.ts';
import { type Amendment, amendedFrozen } from '../../messages/amendment.ts';
import {
  AMENDED_PARTS,
  CONTENT_PARTS,
  type Content,
  ERASED,
  FIXED_PARTS,
  type Fixed,
} from '../../messages/content.ts';
import type { MessageDocument } from '../../messages/document.ts';
import type { System } from '../../messages/system.ts';
import { now } from '../../platform/clock.ts';
import { literals, ObjectId } from '../../platform/mongo.ts';

export type LastMessage = Omit<
  MessageDocument,
  'conversation' | 'to' | 'textDigest' | 'firstVersion' | 'editVersion'
>;

/** The parts of a message that are known before its version is allocated. */
export type SentMessage = Content &
  Fixed &
  Pick<LastMessage, '_id' | 'from' | 'sentAt' | 'clientId' | 'system'>;

export const newMessage = (from: string, content: Content & Fixed, clientId?: string): SentMessage => ({
  _id: new ObjectId(),
  from,
  ...content,
  sentAt: now(),
  ...(clientId === undefined ? {} : { clientId }),
});

export const newSystemMessage = (from: string, system: System): SentMessage => ({
  ...newMessage(from, ERASED),
  system,
});

/** A change of one message. `set` is empty where it only gets a new version. */
export interface MessageChange {
  id: ObjectId;
  set: Partial<Content & Pick<LastMessage, 'editedAt' | 'deletedAt'>>;
  amend?: Amendment['change'];
}

/** isMuffled of lib/conversations/visibility.ts as an expression: another member blocks this author. */
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

/** Expression for the entries after this message. @param numbers expressions for seq and version @param isFirst first message */
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
      // Visible to all members and newer than the entries of single authors, which it replaces.
      [{ ...entry, onlyFor: null }],
    ],
  };
}

/** Expression for the entries after a change. @param author whom another member may block @param next expression for the version */
export function withChange({ id, set, amend }: MessageChange, author: string | undefined, next: object) {
  const entry = '$$this';
  const field = (name: string) => `${entry}.${name}`;
  const fields = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, field(name)]));
  const kept = fields([...CONTENT_PARTS, 'editedAt', 'version']);
  const freezes =
    author === undefined
      ? false
      : { $and: [isMuffled(author), { $eq: [{ $ifNull: [field('onlyFor'), null] }, null] }] };
  const isEdit = 'editedAt' in set;
  const isDeletion = 'deletedAt' in set;
  const frozen = isEdit
    ? { $cond: [freezes, { $ifNull: [field('frozen'), kept] }, '$$REMOVE'] }
    : isDeletion
      ? '$$REMOVE'
      : amend
        ? amendedFrozen(field, next)
        : field('frozen');
  const changed = {
    ...fields([
      '_id',
      'from',
      'clientId',
      'sentAt',
      'seq',
      'onlyFor',
      'system',
      'editedAt',
      'deletedAt',
      ...CONTENT_PARTS,
      ...(isDeletion ? [] : [...AMENDED_PARTS, ...FIXED_PARTS]),
    ]),
    ...literals(set),
    ...amend?.(field),
    version: next,
    frozen,
  };
  const isIt = { $eq: [field('_id'), id] };
  // A deletion is final, but may get a newer version.
  const applies = isEdit || amend ? { $and: [isIt, { $eq: [field('deletedAt'), null] }] } : isIt;
  const mapped = { $map: { input: '$lastMessages', in: { $cond: [applies, changed, entry] } } };
  return { $cond: [{ $isArray: '$lastMessages' }, mapped, '$$REMOVE'] };
}
