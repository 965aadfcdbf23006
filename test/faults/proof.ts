/** Reads everything back, through the API and from the database itself, and compares it with what clients were told. */
import { MongoClient } from 'mongodb';
import { directConversationId } from '#lib/conversations/conversation.ts';
import type { CoreChat } from '#sdk';
import type { Conversation } from '../../lib/conversations/store/conversations.ts';
import type { MessageDocument } from '../../lib/messages/document.ts';
import { all, history } from '../support/clients/sdk.ts';
import type { Acknowledged, Crowd } from './crowd.ts';
import type { Network } from './network.ts';

export interface Proof {
  acknowledged: number;
  stored: number;
  /** stored more than once */
  duplicates: string[];
  /** acknowledged, and not there */
  lost: string[];
  /** everything else that is not as it should be */
  wrong: string[];
  /** versions that no message has: each was taken by an attempt that failed */
  skippedVersions: number;
  /** frames for other devices that arrived, and that should have */
  frames: { arrived: number; twice: number; due: number };
}

/** Checks the invariants of a conversation. @param stored by seq */
function wrongIn(conversation: Conversation, stored: MessageDocument[]): string[] {
  const { _id: name, version } = conversation;
  const wrong: string[] = [];
  const lastOf = new Map<string, number>();
  for (const { from, text, seq, version: own } of stored) {
    if (own < seq || own > version) wrong.push(`${name}: "${text}" has version ${own} of ${version}`);
    const number = Number(/message (\d+):/.exec(text)?.[1]);
    const round = text.split(',')[0];
    const key = `${from} ${round}`;
    if (number <= (lastOf.get(key) ?? -1)) wrong.push(`${name}: "${text}" overtook what was written before`);
    lastOf.set(key, number);
  }
  for (const field of ['seq', 'version'] as const) {
    const taken = new Set(stored.map((message) => message[field]));
    if (taken.size !== stored.length) wrong.push(`${name}: a ${field} was given twice`);
  }
  return wrong;
}

const wrongAcknowledgement = ({ text, message }: Acknowledged, stored: MessageDocument): string[] =>
  stored.text === text &&
  stored._id.toHexString() === message.Id &&
  stored.seq === message.Seq &&
  // A write that took its time has a later version, see lib/messages/messaging.ts; a repeat is answered with the first.
  (stored.version === message.Version ||
    (stored.movedAt !== undefined && stored.version > message.Version)) &&
  stored.sentAt.toISOString() === message.Timestamp
    ? []
    : [`"${text}" was acknowledged as ${JSON.stringify(message)} and is stored as ${JSON.stringify(stored)}`];

/** Checks that the API shows one person the stored messages. */
async function wrongForReader(reader: CoreChat, name: string, stored: MessageDocument[]): Promise<string[]> {
  const wrong: string[] = [];
  const inbox = await all(reader.conversations.list());
  for (const { User: peer, LastMessage, Conversation: id } of inbox) {
    const expected = stored.filter(({ conversation }) => conversation === id);
    const shown = await history(reader, peer);
    const ids = (messages: string[]) => messages.join(' ');
    if (ids(shown.map(({ Id }) => Id)) !== ids(expected.map(({ _id }) => _id.toHexString())))
      wrong.push(`${name} sees ${shown.length} messages with ${peer}, of ${expected.length}`);
    if (LastMessage?.Id !== expected.at(-1)?._id.toHexString())
      wrong.push(`The inbox of ${name} shows another last message with ${peer}`);
  }
  return wrong;
}

function countFrames({ gateway }: Network, { sockets }: Crowd, stored: MessageDocument[]) {
  const known = new Set(stored.map(({ _id }) => _id.toHexString()));
  const [frames, wrong] = [{ arrived: 0, twice: 0, due: 0 }, [] as string[]];
  for (const [name, socket] of sockets) {
    frames.due += stored.filter(({ from, to }) => [from, to].includes(name)).length;
    const seen = new Set<string>();
    for (const frame of gateway.frames(socket)) {
      if (frame.type !== 'message.created') continue;
      const { Id } = frame.data;
      if (!known.has(Id)) wrong.push(`${name} was told of message ${Id}, which is not stored`);
      if (seen.has(Id)) frames.twice++;
      seen.add(Id);
    }
    frames.arrived += seen.size;
  }
  return { frames, wrong };
}

async function readDatabase({ mongodb }: Network) {
  const client = new MongoClient(mongodb.uri);
  try {
    const database = client.db(mongodb.database);
    const stored = await database.collection<MessageDocument>('messages').find().sort({ seq: 1 }).toArray();
    return {
      stored,
      conversations: await database.collection<Conversation>('conversations').find().toArray(),
    };
  } finally {
    await client.close();
  }
}

/** The network must not fail while this reads. */
export async function prove(network: Network, crowd: Crowd): Promise<Proof> {
  const { stored, conversations } = await readDatabase(network);
  const byClientId = Map.groupBy(
    stored,
    ({ conversation, from, clientId }) => `${conversation} ${from} ${clientId}`,
  );
  const keyOf = ({ from, to, clientId }: Acknowledged) =>
    `${directConversationId(from, to)} ${from} ${clientId}`;
  const byConversation = Map.groupBy(stored, ({ conversation }) => conversation);
  const { frames, wrong } = countFrames(network, crowd, stored);
  for (const conversation of conversations)
    wrong.push(...wrongIn(conversation, byConversation.get(conversation._id) ?? []));
  for (const each of crowd.acknowledged) {
    const [message] = byClientId.get(keyOf(each)) ?? [];
    if (message) wrong.push(...wrongAcknowledgement(each, message));
  }
  for (const [name, chat] of crowd.people) wrong.push(...(await wrongForReader(chat, name, stored)));
  const written = new Set(crowd.acknowledged.map(keyOf));
  wrong.push(...crowd.refused.map((what) => `refused: ${what}`));
  wrong.push(
    ...[...byClientId.keys()].filter((key) => !written.has(key)).map((key) => `no client wrote ${key}`),
  );
  const texts = Map.groupBy(stored, ({ from, to, text }) => `${from} to ${to}: ${text}`);
  return {
    acknowledged: crowd.acknowledged.length,
    stored: stored.length,
    duplicates: [...texts].filter(([, copies]) => copies.length > 1).map(([text]) => text),
    lost: crowd.acknowledged.filter((each) => !byClientId.has(keyOf(each))).map(({ text }) => text),
    wrong,
    skippedVersions: conversations.reduce(
      (sum, { _id, version }) => sum + version - (byConversation.get(_id)?.length ?? 0),
      0,
    ),
    frames,
  };
}
