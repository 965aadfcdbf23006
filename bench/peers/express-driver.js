/** Peer (b): the same routes with Express and the MongoDB driver itself. */
import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MongoClient, ObjectId } from 'mongodb';
import serverless from 'serverless-http';
import { createApp } from './app.js';
import { POOL, toMessage } from './shared.js';

const client = new MongoClient(process.env.MONGODB_URI, POOL);
const database = client.db(process.env.MONGODB_DATABASE);
const users = database.collection('peer_users');
const messages = database.collection('peer_messages');
const dynamo = new DynamoDBClient({});

const app = createApp({
  dynamo,
  BatchGetItemCommand,
  userExists: async (username) => (await users.findOne({ username }, { projection: { _id: 1 } })) !== null,
  insert: (message) => messages.insertOne(message),
  list: async (conversation, before, limit) => {
    const filter = before ? { conversation, _id: { $lt: new ObjectId(before) } } : { conversation };
    const found = await messages.find(filter).sort({ _id: -1 }).limit(limit).toArray();
    return found.reverse().map(toMessage);
  },
});

export const handler = serverless(app);
