/** The message of a claim. */
import { findMessage, findSent } from '../messages/reading.ts';
import type { AttachmentDocument } from './store/attachments.ts';
import { pictureOf } from './store/pictures.ts';

/** @returns the id of the message that has the file, if it was stored */
export async function findWritten(row: AttachmentDocument): Promise<string | undefined> {
  const { _id, owner, claim } = row;
  if (!claim || pictureOf(row) !== undefined) return undefined;
  const sent = await findSent(claim.conversation, owner, claim.by);
  const message = sent?.message ?? (await findMessage(claim.by));
  return message?.attachments?.some(({ id }) => id === _id) ? message.id : undefined;
}
