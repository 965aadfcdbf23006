/**
 * Files become attachments of a message: looked at before it is sent, claimed for one send after it was admitted, and kept once it is
 * stored. A send that stops in between leaves a claim, which a repetition with the same ClientId has again, and which ends with the row.
 */
import { ApiError } from '../http/errors.ts';
import {
  FilesError,
  isConfigured,
  PART_BYTES,
  readEnd,
  readStart,
  type StoredHead,
} from '../platform/files.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { type Attachment, keyOf } from './attachment.ts';
import { hasPlace, isPlaceAtEnd } from './place.ts';
import {
  type AttachmentDocument,
  type Claim,
  claimRows,
  confirmRows,
  findRows,
  releaseRows,
} from './store/attachments.ts';
import { canBe, servedType } from './types.ts';
import { waitsUntil } from './waiting.ts';

export type { Claim };

/** Leaves time for the rest of a send. */
const LOOK_MS = 2_500;

async function lookAt({ _id, type, size }: AttachmentDocument) {
  const signal = AbortSignal.timeout(LOOK_MS);
  const hasMore = size > PART_BYTES && isPlaceAtEnd(type);
  try {
    const [stored, end] = await Promise.all([
      readStart(keyOf(_id), signal),
      hasMore ? readEnd(keyOf(_id), signal) : null,
    ]);
    return stored && { ...stored, end };
  } catch (error) {
    if (error instanceof FilesError) throw new ApiError('files_unavailable', { cause: error });
    throw error;
  }
}

/** Also where the bucket has checked it: an emulator may not. */
const isAsDescribed = (row: AttachmentDocument, stored: StoredHead): boolean =>
  stored.size === row.size && stored.sha256 === row.sha256 && stored.type === servedType(row.type);

export const refused = (detail: string): ApiError => new ApiError('attachment_refused', { detail });

/** @returns what lies in the bucket @throws ApiError attachment_not_uploaded, attachment_refused, files_unavailable */
export async function requireUploaded(row: AttachmentDocument): Promise<StoredHead> {
  const stored = await lookAt(row);
  if (!stored) throw new ApiError('attachment_not_uploaded');
  if (!isAsDescribed(row, stored)) throw refused(`${row.name} is not the file that was announced`);
  if (!canBe(row.type, stored.start)) throw refused(`${row.name} is no ${row.type}`);
  if ([stored.start, stored.end].some((part) => part && hasPlace(row.type, part)))
    throw refused(`${row.name} says where it was taken`);
  return stored;
}

/** What a message has of a row. */
export const toAttachment = ({
  _id,
  name,
  type,
  size,
  width,
  height,
  preview,
  scan,
}: AttachmentDocument): Attachment => ({
  id: _id,
  name,
  type,
  size,
  ...(width === undefined ? {} : { width }),
  ...(height === undefined ? {} : { height }),
  ...(preview === undefined ? {} : { preview }),
  ...(scan === undefined ? {} : { scan }),
});

/**
 * What a message gets of its sender's files. One round trip to the database, and one to the bucket for each file that the same send has not
 * claimed before.
 * @param ids without repetition @param send for a repetition; absent without a ClientId
 * @throws ApiError attachment_not_found, attachment_not_uploaded, attachment_in_use, attachment_refused, files_unavailable
 */
export async function lookAtFiles(
  owner: string,
  ids: readonly string[],
  send: Claim | undefined,
): Promise<Attachment[]> {
  if (!isConfigured()) throw new ApiError('attachment_not_found');
  const found = new Map((await findRows(owner, ids)).map((row) => [row._id, row]));
  const rows = ids.map((id) => {
    const row = found.get(id);
    if (!row) throw new ApiError('attachment_not_found');
    return row;
  });
  const isClaimed = ({ claim }: AttachmentDocument): boolean =>
    send !== undefined && claim?.conversation === send.conversation && claim.by === send.by;
  if (rows.some((row) => row.claim && !isClaimed(row))) throw new ApiError('attachment_in_use');
  await waitForAll(rows.filter((row) => !isClaimed(row)).map(requireUploaded));
  return rows.map(toAttachment);
}

/**
 * Of sends that want the same file one gets it. The first in the order of the ids decides between two that want the same files.
 * @returns false when one of them belongs to another send, or has gone; then none is claimed
 */
export async function claimFiles(owner: string, ids: readonly string[], send: Claim): Promise<boolean> {
  const [first = '', ...others] = ids.toSorted();
  const until = waitsUntil();
  if ((await claimRows(owner, [first], send, until)) === 0) return false;
  if (others.length === 0) return true;
  if ((await claimRows(owner, others, send, until)) === others.length) return true;
  await releaseRows(owner, ids, send);
  return false;
}

/** Of a send that wrote no message. */
export const releaseFiles = releaseRows;

/** Of a stored message. Idempotent. */
export const keepFiles = confirmRows;
