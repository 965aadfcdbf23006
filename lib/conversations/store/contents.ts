/** Looks up read marks, unread counts and newest messages for a page of the inbox, in one command. */

import { type MessageDocument, toMessage } from '../../messages/document.ts';
import { lookUpNewest, lookUpUnread, lookUpUnreadOfGroup, type UnreadCount } from '../../messages/lookups.ts';
import type { Message } from '../../messages/message.ts';
import type { Document } from '../../platform/mongo.ts';
import type { ConversationKind } from '../conversation.ts';
import { membershipId } from '../membership.ts';
import { MEMBERSHIPS, memberships } from './memberships.ts';

/** A conversation that has unread messages unless the reader's mark has reached `upTo`. */
export interface Countable {
  conversation: string;
  kind: ConversationKind;
  upTo: number;
}

export interface Wanted {
  /** ids of memberships */
  memberships: string[];
  unread: Countable[];
  /** conversations whose document does not know the newest message */
  newest: string[];
}

export interface Contents {
  /** read marks by membership */
  readSeqs: ReadonlyMap<string, number>;
  /** by membership; muted ones only */
  mutedUntil: ReadonlyMap<string, Date>;
  /** by conversation; those with unread messages only */
  unread: ReadonlyMap<string, UnreadCount>;
  /** by conversation; those with a message only */
  newest: ReadonlyMap<string, Message>;
}

interface Found {
  _id: string;
  conversation: string;
  readSeq: number;
  mutedUntil?: Date;
  unread?: UnreadCount[];
  newest?: MessageDocument[];
}

/** Stops counting at the limit. */
export async function findContents(reader: string, wanted: Wanted, limit: number): Promise<Contents> {
  const fields = { $project: { conversation: 1, peer: 1, readSeq: 1, mutedUntil: 1 } };
  const own = (conversation: string) => ({ _id: membershipId(conversation, reader) });
  const behind = (kind: ConversationKind) =>
    wanted.unread
      .filter((each) => each.kind === kind)
      .map(({ conversation, upTo }) => ({ ...own(conversation), readSeq: { $lt: upTo } }));
  const lookUp = (anyOf: Document[], stage: Document): Document[] =>
    anyOf.length === 0
      ? []
      : [
          {
            $unionWith: {
              coll: MEMBERSHIPS,
              pipeline: [{ $match: { $or: anyOf } }, fields, stage],
            },
          },
        ];
  const found = await memberships
    .aggregate<Found>([
      { $match: { _id: { $in: wanted.memberships } } },
      fields,
      ...lookUp(behind('direct'), lookUpUnread(limit)),
      ...lookUp(behind('group'), lookUpUnreadOfGroup(reader, limit)),
      ...lookUp(wanted.newest.map(own), lookUpNewest(reader)),
    ])
    .toArray();
  return {
    readSeqs: new Map(found.map(({ _id, readSeq }) => [_id, readSeq])),
    mutedUntil: new Map(found.flatMap(({ _id, mutedUntil }) => (mutedUntil ? [[_id, mutedUntil]] : []))),
    unread: new Map(
      found.flatMap(({ conversation, unread = [] }) => unread.map((each) => [conversation, each])),
    ),
    newest: new Map(
      found.flatMap(({ conversation, newest = [] }) =>
        newest.map((message) => [conversation, toMessage(message, reader)]),
      ),
    ),
  };
}
