/** Groups to count, and what is queued for them. */
import type { SQSEvent } from 'aws-lambda';
import { toEvent } from '../../local/event-sources.ts';
import { askSqs, type ReceivedMessage } from '../../local/sqs.ts';

const HOUR_MS = 3_600_000;

/** As long as API Gateway's are. */
const connectionId = (index: number): string => `socket-${String(index).padStart(8, '0')}=`;

/**
 * Fills a group up with members without accounts, who have one open socket each.
 * @param people who have sockets already @returns the id, also as a path contains it
 */
export async function makeGroup(
  size: number,
  people: string[],
): Promise<{ conversation: string; name: string }> {
  const { newConversationId } = await import('../../lib/conversations/conversation.ts');
  const { insertGroup, newSystemMessage } = await import('../../lib/conversations/groups.ts');
  const { insertConnection } = await import('../../lib/realtime/store/connections.ts');
  const [owner = ''] = people;
  const others = Array.from({ length: size - people.length }, (_, index) => `member-${size}-${index}`);
  const conversation = newConversationId();
  const look = { name: 'Company', topic: '', avatar: null } as const;
  const settings = { history: 'join', post: 'all', add: 'admins', listed: false } as const;
  const roles = { owners: [owner], admins: [] };
  await insertGroup(
    { id: conversation, madeFrom: '', ...look, ...settings, ...roles, members: [...people, ...others] },
    newSystemMessage(owner, { type: 'created', name: look.name }),
  );
  // No message yet: the first one that is sent is the first.
  const { collection } = await import('../../lib/platform/mongo.ts');
  const empty = { $set: { lastSeq: 0, lastMessages: [] } };
  await collection<{ _id: string }>('conversations').updateOne({ _id: conversation }, empty);
  for (const [index, username] of others.entries()) {
    const connection = {
      id: connectionId(size * 1_000 + index),
      username,
      session: 'AAAAAAAAAAAAAAAAAAAAAA',
    };
    await insertConnection(connection, new Date(Date.now() + HOUR_MS));
  }
  return { conversation, name: encodeURIComponent(conversation) };
}

/** What is queued now, as events of one batch each. */
export async function takeBatches(): Promise<SQSEvent[]> {
  const { config } = await import('../../lib/platform/config.ts');
  const { url, endpoint } = config.fanOutQueue;
  const { Messages = [] } = await askSqs<{ Messages?: ReceivedMessage[] }>(endpoint, 'ReceiveMessage', {
    QueueUrl: url,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 0,
    MessageSystemAttributeNames: ['All'],
  });
  const source = { functionKey: 'queue-fan-out', queue: 'FanOutQueue', batchSize: 1, concurrency: 1 };
  return Messages.map((message) => toEvent([message], source));
}
