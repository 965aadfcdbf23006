/** Invitations to register. Their codes are stored as hashes only. */
import { collection } from '../../platform/mongo.ts';

export interface Invite {
  /** of the code */
  _id: string;
  /** how many accounts it can still make */
  left: number;
  createdAt: Date;
  expiresAt: Date;
}

const invites = collection<Invite>('invites');

export const inviteIndexes = {
  collection: 'invites',
  indexes: [{ name: 'expired', key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
} as const;

export async function insertInvite(invite: Invite): Promise<void> {
  await invites.insertOne(invite);
}

/** One conditional update, so that no use is taken twice. @returns false when there is none */
export async function takeUse(hash: string, at: Date): Promise<boolean> {
  const { matchedCount } = await invites.updateOne(
    { _id: hash, left: { $gt: 0 }, expiresAt: { $gt: at } },
    { $inc: { left: -1 } },
  );
  return matchedCount === 1;
}

export async function giveBackUse(hash: string): Promise<void> {
  await invites.updateOne({ _id: hash }, { $inc: { left: 1 } });
}
