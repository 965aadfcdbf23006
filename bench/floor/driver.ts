/** The floor below the API: the very calls that it makes of the drivers, and nothing around them. */
import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MongoClient, ObjectId } from 'mongodb';

const client = new MongoClient(process.env.MONGODB_URI ?? '', {
  maxPoolSize: 5,
  writeConcern: { w: 'majority' },
  readConcern: { level: 'majority' },
});
const database = client.db(process.env.MONGODB_DATABASE);
const conversations = database.collection<{ _id: string; version: number; lastSeq: number }>('conversations');
const messages = database.collection('messages');
const users = database.collection('users');
const dynamo = new DynamoDBClient({});
const TableName = `${process.env.TABLE_PREFIX}-connections`;

export interface RawCalls {
  conversation: string;
  from: string;
  to: string;
}

/** Every request reads whether its session has ended, beside its other work. */
const readSession = (username: string) =>
  users.findOne(
    { usernameKey: username },
    { projection: { _id: 0, endedUntil: 1, endedExcept: 1, endedSessions: 1 } },
  );

export async function send({ conversation, from, to }: RawCalls): Promise<void> {
  const session = readSession(from);
  const updated = await conversations.findOneAndUpdate(
    {
      _id: conversation,
      deleted: { $exists: false },
      'blocks.by': { $ne: from },
      members: from,
    },
    { $inc: { version: 1, lastSeq: 1 }, $max: { changedAt: new Date(), activityAt: new Date() } },
    { returnDocument: 'after' },
  );
  await session;
  const [seq, version] = [updated?.lastSeq ?? 0, updated?.version ?? 0];
  const rest = { sentAt: new Date(), editedAt: null, deletedAt: null };
  await messages.insertOne({
    _id: new ObjectId(),
    conversation,
    from,
    to,
    text: 'hello',
    seq,
    version,
    ...rest,
  });
  const Keys = [from, to].map((name) => ({ key: { S: `user#${name}` } }));
  await dynamo.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
  );
}

export async function list({ conversation, from, to }: RawCalls, limit: number): Promise<unknown[]> {
  const [found] = await Promise.all([
    messages
      .find({ conversation, onlyFor: { $in: [null, to] } })
      .sort({ seq: -1 })
      .limit(limit + 1)
      .toArray(),
    readSession(from),
  ]);
  return found;
}

/** As a function, for the cold start. */
export const handler = async () => {
  await send({ conversation: '~eiziH_HTeY2we92ZkB6Qyw', from: 'sample-alice', to: 'sample-bob' });
  return { statusCode: 201, headers: {}, body: '""' };
};
