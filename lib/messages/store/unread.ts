/** What the inbox asks of messages, for all conversations of a page in one command. */
import type { Document } from '../../platform/mongo.ts';
import { MESSAGES, type MessageDocument, READ, toMessage } from '../document.ts';
import { EVERYBODY } from '../mention.ts';
import type { Message } from '../message.ts';
import { messages, visibleTo } from './messages.ts';

/** Messages of a conversation behind a read mark. */
export interface Unread {
  conversation: string;
  readSeq: number;
  /** their author; absent in a group, where everybody's count but the reader's */
  from?: string;
}

/** What was counted, and the highest seq among that. */
export interface UnreadCount {
  count: number;
  newest: number;
}

/** Unread messages of one author that mention the reader. */
export interface UnreadMentions {
  from: string;
  count: number;
  /** seq of the first */
  first: number;
}

/** By conversation; none where nothing is unread, and where there is no message. */
export interface InboxMessages {
  unread: ReadonlyMap<string, UnreadCount>;
  newest: ReadonlyMap<string, Message>;
  mentions: ReadonlyMap<string, UnreadMentions[]>;
}

interface Found extends Partial<UnreadCount> {
  /** of the conversation */
  _id: string;
  message?: MessageDocument;
  mentions?: UnreadMentions[];
}

/** Messages of a group that are looked at: the reader's and system messages are passed over. */
const LOOKED_AT = 1_000;

const unreadIn = ({ conversation, readSeq, from }: Unread, reader: string, limit: number): Document[] => [
  ...(from === undefined
    ? [
        { $match: { conversation, onlyFor: null, seq: { $gt: readSeq } } },
        { $sort: { seq: -1 } },
        { $limit: LOOKED_AT },
        { $match: { from: { $ne: reader }, deletedAt: null, system: null } },
      ]
    : [
        { $match: { conversation, from, onlyFor: null, seq: { $gt: readSeq }, deletedAt: null } },
        { $sort: { seq: 1 } },
      ]),
  { $limit: limit },
  { $group: { _id: '$conversation', count: { $sum: 1 }, newest: { $max: '$seq' } } },
];

/** By an index that holds only messages with mentions. */
const mentionsIn = ({ conversation, readSeq }: Unread, reader: string, limit: number): Document[] => [
  {
    $match: {
      conversation,
      'mentions.username': { $in: [reader, EVERYBODY] },
      seq: { $gt: readSeq },
      from: { $ne: reader },
    },
  },
  { $sort: { seq: 1 } },
  { $limit: limit },
  { $group: { _id: '$from', count: { $sum: 1 }, first: { $min: '$seq' } } },
  { $group: { _id: conversation, mentions: { $push: { from: '$_id', count: '$count', first: '$first' } } } },
];

const newestIn = (conversation: string, reader: string): Document[] => [
  { $match: visibleTo(conversation, reader) },
  { $sort: { seq: -1 } },
  { $limit: 1 },
  { $project: READ },
  { $project: { _id: '$conversation', message: '$$ROOT' } },
];

/**
 * One range of an index for each conversation. Without any there is no command.
 * @param newest conversations whose newest message is wanted
 * @param limit where counting stops
 */
export async function findInboxMessages(
  reader: string,
  { unread, newest }: { unread: Unread[]; newest: string[] },
  limit: number,
): Promise<InboxMessages> {
  const [first, ...others] = [
    ...unread.map((each) => unreadIn(each, reader, limit)),
    ...newest.map((conversation) => newestIn(conversation, reader)),
    // Only messages of groups mention people.
    ...unread.filter(({ from }) => from === undefined).map((each) => mentionsIn(each, reader, limit)),
  ];
  if (!first) return { unread: new Map(), newest: new Map(), mentions: new Map() };
  const unions = others.map((pipeline) => ({ $unionWith: { coll: MESSAGES, pipeline } }));
  const found = await messages.aggregate<Found>([...first, ...unions]).toArray();
  return {
    unread: new Map(
      found.flatMap(({ _id, count, newest: last }) =>
        count === undefined || last === undefined ? [] : [[_id, { count, newest: last }]],
      ),
    ),
    newest: new Map(
      found.flatMap(({ _id, message }) => (message ? [[_id, toMessage(message, reader)]] : [])),
    ),
    mentions: new Map(found.flatMap(({ _id, mentions }) => (mentions ? [[_id, mentions]] : []))),
  };
}
