/** Rows of pictures of people and groups: claimed for whom they show, as files of messages are for a send. */
import { againWhenCut } from '../../platform/mongo.ts';
import { type AttachmentDocument, rows } from './attachments.ts';
import { discardRows } from './discarded.ts';

/** In the place of a claim's conversation. Ids of conversations begin with "~". */
const PICTURE = 'picture';

/** @returns the username of the person, or the id of the group, whose picture this is; undefined for other files */
export const pictureOf = ({ claim }: AttachmentDocument): string | undefined =>
  claim?.conversation === PICTURE ? claim.by : undefined;

const of = (whom: string) => ({ 'claim.conversation': PICTURE, 'claim.by': whom });

/** @returns false when it belongs to something else, or has gone; a repeated claim counts */
export async function claimPicture(owner: string, id: string, whom: string, until: Date): Promise<boolean> {
  const { matchedCount } = await rows.updateOne(
    { _id: id, owner, $or: [{ claim: { $exists: false } }, of(whom)] },
    { $set: { claim: { conversation: PICTURE, by: whom } }, $max: { expiresAt: until } },
  );
  return matchedCount === 1;
}

/** All pictures of this person or group go at that time, unless one is still theirs then. */
export async function expirePictures(whom: string, at: Date): Promise<void> {
  await againWhenCut(() => rows.updateMany(of(whom), { $set: { expiresAt: at } }));
}

export async function keepPicture(id: string, whom: string): Promise<void> {
  await rows.updateOne({ _id: id, ...of(whom) }, { $unset: { expiresAt: '', scan: '' } });
}

/** No message has it. */
export const discardPicture = (id: string): Promise<void> => discardRows([id], '');
