/** Addresses of attachments, for people who may see the message, or the person or group whose picture it is. */
import { findReader } from '../conversations/circles.ts';
import { maySee } from '../conversations/visibility.ts';
import { ApiError } from '../http/errors.ts';
import { findMessage } from '../messages/reading.ts';
import { now } from '../platform/clock.ts';
import { downloadAddress, isConfigured } from '../platform/files.ts';
import { keyOf } from './attachment.ts';
import { dispositionOf } from './disposition.ts';
import type { DownloadResource } from './resources.ts';
import { requireScanned } from './scan.ts';
import { isShownPicture } from './shown-pictures.ts';
import { type AttachmentDocument, findRow } from './store/attachments.ts';
import { pictureOf } from './store/pictures.ts';
import { isInline, servedType } from './types.ts';

/** Longer than a browser takes to begin a download; an address is good for everybody who has it. */
export const DOWNLOAD_SECONDS = 5 * 60;

async function sees(username: string, row: AttachmentDocument): Promise<boolean> {
  const { _id, owner, message: id } = row;
  // Until a message, profile or group names it, a file is its owner's alone.
  if (id === undefined) {
    const whom = pictureOf(row);
    return owner === username || (whom !== undefined && isShownPicture(whom, _id, username));
  }
  const message = await findMessage(id, username);
  if (!message?.attachments?.some((each) => each.id === _id)) return false;
  return maySee(username, message, await findReader(message.conversation, username));
}

/**
 * @param isDownload to be saved, also where it could be shown
 * @throws ApiError files_disabled; attachment_not_found, also for those who may not see its message;
 * attachment_pending for all but its owner
 */
export async function findDownload(
  username: string,
  id: string,
  isDownload = false,
): Promise<DownloadResource> {
  if (!isConfigured()) throw new ApiError('files_disabled');
  const row = await findRow(id);
  if (!row || !(await sees(username, row))) throw new ApiError('attachment_not_found');
  if (row.owner !== username) requireScanned(row);
  const { name, type, size } = row;
  const kind = isInline(type) && !isDownload ? 'inline' : 'attachment';
  const as = { type: servedType(type), disposition: dispositionOf(kind, name) };
  const until = new Date(now().getTime() + DOWNLOAD_SECONDS * 1000);
  const url = await downloadAddress(keyOf(id), as, DOWNLOAD_SECONDS);
  return { Id: id, Name: name, Type: type, Size: size, Url: url, ExpiresAt: until.toISOString() };
}
