/**
 * Peer (a): Express and mongoose behind serverless-http, all routes in one function. As many tutorials build it, with what a
 * careful developer adds: indexes, lean reads, validation, the driver's pool sized for Lambda.
 */
import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import mongoose from 'mongoose';
import serverless from 'serverless-http';
import { createApp } from './app.js';
import { POOL, toMessage } from './shared.js';

const { Schema } = mongoose;

const User = mongoose.model(
  'User',
  new Schema({ username: { type: String, required: true, unique: true } }, { collection: 'peer_users' }),
);

const messageSchema = new Schema(
  {
    conversation: { type: String, required: true },
    from: { type: String, required: true },
    to: { type: String, required: true },
    text: { type: String, required: true, maxlength: 8000 },
    seq: { type: Number, required: true },
    version: { type: Number, required: true },
    sentAt: { type: Date, required: true },
    editedAt: { type: Date, default: null },
    deletedAt: { type: Date, default: null },
    clientId: String,
  },
  { collection: 'peer_messages', versionKey: false },
);
messageSchema.index({ conversation: 1, _id: -1 });
const Message = mongoose.model('Message', messageSchema);

mongoose.set('autoIndex', false);
const connected = mongoose.connect(process.env.MONGODB_URI, {
  dbName: process.env.MONGODB_DATABASE,
  ...POOL,
});
const dynamo = new DynamoDBClient({});

const app = createApp({
  dynamo,
  BatchGetItemCommand,
  userExists: async (username) => {
    await connected;
    return (await User.exists({ username })) !== null;
  },
  insert: async (message) => {
    await connected;
    await Message.create(message);
  },
  list: async (conversation, before, limit) => {
    await connected;
    const filter = before ? { conversation, _id: { $lt: before } } : { conversation };
    const found = await Message.find(filter).sort({ _id: -1 }).limit(limit).lean();
    return found.reverse().map(toMessage);
  },
});

export const handler = serverless(app);
