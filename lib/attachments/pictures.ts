/**
 * Pictures of people and groups: attachments that a profile or a group names instead of a message (docs/decisions/059-pictures.md). What a
 * request that was cut off leaves expires, and the sweep asks the profile or the group which picture is theirs.
 */
import type { Avatar, ChosenPicture } from '../accounts/avatar.ts';
import { ApiError } from '../http/errors.ts';
import { isConfigured } from '../platform/files.ts';
import { refused, requireUploaded } from './claiming.ts';
import { deleteAtOnce } from './discarding.ts';
import { pixelsOf } from './pixels.ts';
import { requireScanned } from './scan.ts';
import { type AttachmentDocument, findRows } from './store/attachments.ts';
import { claimPicture, discardPicture, expirePictures, keepPicture, pictureOf } from './store/pictures.ts';
import { waitsUntil } from './waiting.ts';

const TYPES = ['image/jpeg', 'image/png', 'image/webp'];
export const PICTURE_PIXELS = 512;
export const PICTURE_BYTES = 512 * 1024;

const RULE = `The picture must be a JPEG, PNG or WebP file, square, of at most ${PICTURE_PIXELS} pixels and ${PICTURE_BYTES} bytes`;

/** @throws ApiError attachment_refused, attachment_not_uploaded, files_unavailable */
async function requirePicture(row: AttachmentDocument): Promise<void> {
  if (!TYPES.includes(row.type) || row.size > PICTURE_BYTES) throw refused(RULE);
  const { start } = await requireUploaded(row);
  const { width = 0, height = 0 } = pixelsOf(row.type, start) ?? {};
  if (width === 0 || width !== height || width > PICTURE_PIXELS) throw refused(RULE);
}

/** @throws ApiError as changeLook */
async function claim(owner: string, id: string, whom: string): Promise<ChosenPicture> {
  if (!isConfigured()) throw new ApiError('attachment_not_found');
  const [row] = await findRows(owner, [id]);
  if (!row) throw new ApiError('attachment_not_found');
  if (row.claim && pictureOf(row) !== whom) throw new ApiError('attachment_in_use');
  await requirePicture(row);
  requireScanned(row);
  if (!(await claimPicture(owner, id, whom, waitsUntil()))) throw new ApiError('attachment_in_use');
  return { picture: id, ...(row.preview === undefined ? {} : { preview: row.preview }) };
}

const idIn = (look: Avatar | null): string | undefined =>
  look && 'picture' in look ? look.picture : undefined;

/**
 * Changes the look of a person or group, also where it is no picture before or afterwards.
 * @param owner who asks @param whom username, or id of the group @param look with the id of an uploaded file
 * @param store stores the look @returns what it returns; its `before` is the look that it replaced
 * @throws ApiError attachment_not_found, attachment_not_uploaded, attachment_in_use, attachment_refused, attachment_pending,
 * files_unavailable; what `store` throws: then the files are left to the sweep
 */
export async function changeLook<Result extends { before: Avatar | null }>(
  { owner, whom, look }: { owner: string; whom: string; look: Avatar | null },
  store: (look: Avatar | null) => Promise<Result>,
): Promise<Result> {
  const id = idIn(look);
  const chosen = id === undefined ? look : await claim(owner, id, whom);
  // Until this request is through, also that of before.
  await expirePictures(whom, waitsUntil());
  const result = await store(chosen);
  if (id !== undefined) await keepPicture(id, whom);
  const before = idIn(result.before);
  if (before !== undefined && before !== id) {
    await discardPicture(before);
    await deleteAtOnce([before]);
  }
  return result;
}
