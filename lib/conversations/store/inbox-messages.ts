/** What the inbox shows of messages: of many conversations in few round trips. */
import type { Message } from '../../messages/message.ts';
import { type MessageDocument, messages, toMessage, visibleTo } from '../../messages/store/messages.ts';
import type { Document } from '../../platform/mongo.ts';

/** Atlas's smaller clusters take 50 stages in a pipeline. https://www.mongodb.com/docs/atlas/reference/free-shared-limitations/ */
const PIPELINES_AT_ONCE = 40;

/** The results of one small pipeline for each of several conversations, in one round trip for up to forty. */
async function inEach<Result extends Document>(pipelines: Document[][]): Promise<Result[]> {
  const batches: Promise<Result[]>[] = [];
  for (let start = 0; start < pipelines.length; start += PIPELINES_AT_ONCE) {
    const [first = [], ...others] = pipelines.slice(start, start + PIPELINES_AT_ONCE);
    const unions = others.map((pipeline) => ({ $unionWith: { coll: messages.collectionName, pipeline } }));
    batches.push(messages.aggregate<Result>([...first, ...unions]).toArray());
  }
  return (await Promise.all(batches)).flat();
}

/** The newest message of each of these conversations that has one which the reader sees. */
export async function listLastMessages(conversations: string[], reader: string): Promise<Message[]> {
  const newest = (conversation: string) => [
    { $match: visibleTo(conversation, reader) },
    { $sort: { seq: -1 } },
    { $limit: 1 },
  ];
  const found = await inEach<MessageDocument>(conversations.map(newest));
  return found.map((message) => toMessage(message, reader));
}

/** What is unread: messages of one sender behind a read watermark. */
export interface Unread {
  conversation: string;
  from: string;
  readSeq: number;
}

/** What of it was counted, and the highest seq among that. */
export interface UnreadCount {
  count: number;
  newest: number;
}

/** By conversation, oldest first; none where nothing is unread. Stops counting at the limit. */
export async function countUnread(unread: Unread[], limit: number): Promise<Map<string, UnreadCount>> {
  const counted = await inEach<UnreadCount & { _id: string }>(
    unread.map(({ conversation, from, readSeq }) => [
      { $match: { conversation, from, onlyFor: null, seq: { $gt: readSeq }, deletedAt: null } },
      { $sort: { seq: 1 } },
      { $limit: limit },
      { $group: { _id: '$conversation', count: { $sum: 1 }, newest: { $max: '$seq' } } },
    ]),
  );
  return new Map(counted.map(({ _id, ...found }) => [_id, found]));
}
