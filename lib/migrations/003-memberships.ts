/**
 * Moves each member's state into a membership document. The conversation keeps its members' names and counts its messages
 * (`lastSeq`). Memberships are inserted first, so a conversation whose members are names is migrated.
 */
import { foldUsername } from '../accounts/username.ts';
import { type Membership, newMembership } from '../conversations/membership.ts';
import { insertMemberships } from '../conversations/store/memberships.ts';
import { collection, type Document } from '../platform/mongo.ts';
import { dropIndexes } from './steps.ts';

interface OldMember {
  username: string;
  readSeq: number;
  deleted?: true;
  erased?: true;
}

type Conversation = Document & { _id: string };
type OldConversation = Conversation & { members: OldMember[]; lastMessages?: { seq: number }[] };

const BATCH = 100;

export async function splitMemberships(): Promise<void> {
  const conversations = collection<Conversation>('conversations');
  for (;;) {
    const found = (await conversations
      .find({ 'members.username': { $exists: true } })
      .limit(BATCH)
      .toArray()) as OldConversation[];
    if (found.length === 0) break;
    await insertMemberships(found.flatMap(membershipsOf));
    for (const conversation of found) {
      await conversations.updateOne({ _id: conversation._id }, { $set: await changesOf(conversation) });
    }
  }
  await dropIndexes('conversations', ['inbox', 'inbox_sync', 'member']);
}

/** Erased accounts get no membership. */
const membershipsOf = ({ _id: conversation, members }: OldConversation): Membership[] =>
  members
    .filter(({ erased }) => !erased)
    .map(({ username, readSeq }) => {
      const peer = members.find((other) => other.username !== username)?.username ?? username;
      return newMembership({ conversation, kind: 'direct' }, username, { peer, readSeq });
    });

async function changesOf({ _id, members, lastMessages }: OldConversation): Promise<Document> {
  const names = (which: (member: OldMember) => unknown) =>
    members.filter(which).map(({ username }) => username);
  const deleted = names((each) => each.deleted);
  const seqs = (
    lastMessages ??
    (await findNewest(
      _id,
      names(() => true),
    ))
  ).map(({ seq }) => seq);
  return {
    members: names(() => true),
    lastSeq: Math.max(0, ...seqs),
    ...(deleted.length > 0 ? { deleted } : {}),
  };
}

/** For conversations without `lastMessages`. */
const findNewest = (conversation: string, members: string[]): Promise<{ seq: number }[]> =>
  collection<{ seq: number }>('messages')
    .find(
      { conversation, onlyFor: { $in: [null, ...members.map(foldUsername)] } },
      { projection: { seq: 1 } },
    )
    .sort({ seq: -1 })
    .limit(1)
    .toArray();
