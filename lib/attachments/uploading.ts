/** Requests for uploads: the client puts the bytes into the bucket by itself, with an address that takes exactly these. */
import { findUsername } from '../accounts/people.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { isConfigured, uploadAddress } from '../platform/files.ts';
import { type Attachment, keyOf } from './attachment.ts';
import { countInTotal, fitsQuota, uncountInTotal } from './quota.ts';
import type { UploadResource } from './resources.ts';
import {
  type AttachmentDocument,
  findByClientId,
  insertRow,
  newAttachmentId,
  prolong,
  takeBack,
} from './store/attachments.ts';
import { servedType } from './types.ts';
import { waitsUntil } from './waiting.ts';

export interface NewFile extends Omit<Attachment, 'id' | 'scan'> {
  /** hex */
  sha256: string;
}

/** How long an address takes the bytes. */
export const UPLOAD_SECONDS = 15 * 60;

/** Longer than functions run: a later write is that of a frozen environment. */
const LATE_MS = 5_000;

const inSeconds = (seconds: number): Date => new Date(now().getTime() + seconds * 1000);

async function toUpload(
  { _id, size, type, sha256 }: AttachmentDocument,
  until: Date,
): Promise<UploadResource> {
  // Nothing that a browser would run has its type in the bucket.
  const file = { size, sha256, type: servedType(type) };
  const { url, headers } = await uploadAddress(keyOf(_id), file, UPLOAD_SECONDS);
  return {
    Id: _id,
    Upload: { Method: 'PUT', Url: url, Headers: headers },
    ExpiresAt: until.toISOString(),
  };
}

const DESCRIBED = ['name', 'type', 'size', 'sha256', 'width', 'height', 'preview'] as const;

/** @throws ApiError client_id_conflict, quota_exceeded */
async function repeatUpload(owner: string, file: NewFile, clientId: string): Promise<UploadResource> {
  const first = await findByClientId(owner, clientId);
  // It was taken back, or deleted, meanwhile.
  if (!first) throw new ApiError('service_unavailable');
  if (DESCRIBED.some((part) => first[part] !== file[part])) throw new ApiError('client_id_conflict');
  // The first request may not have come to its end.
  if (!first.claim && !(await fitsQuota(owner, first._id))) throw new ApiError('quota_exceeded');
  const until = inSeconds(UPLOAD_SECONDS);
  await prolong(first._id, owner, waitsUntil(), until);
  return toUpload(first, until);
}

/** An account can be deleted while the environment is frozen. */
async function takeBackIfLate(startedAt: Date, { _id, owner, size }: AttachmentDocument): Promise<void> {
  if (now().getTime() - startedAt.getTime() <= LATE_MS || (await findUsername(owner)) !== null) return;
  await takeBack(_id);
  await uncountInTotal(size);
  throw new ApiError('session_ended');
}

/**
 * Three round trips to the database.
 * @param clientId makes it idempotent: the same file gets the same id and a new address
 * @throws ApiError files_disabled, file_too_large, quota_exceeded, storage_full, client_id_conflict
 */
export async function requestUpload(
  owner: string,
  file: NewFile,
  clientId: string | undefined,
): Promise<UploadResource> {
  if (!isConfigured()) throw new ApiError('files_disabled');
  const { fileBytes } = config.fileLimits;
  if (file.size > fileBytes)
    throw new ApiError('file_too_large', { detail: `At most ${fileBytes} bytes are accepted` });
  const startedAt = now();
  const until = inSeconds(UPLOAD_SECONDS);
  const row: AttachmentDocument = {
    _id: newAttachmentId(),
    owner,
    ...file,
    ...(clientId === undefined ? {} : { clientId }),
    createdAt: startedAt,
    uploadUntil: until,
    expiresAt: waitsUntil(),
    ...(config.scansFiles ? { scan: 'pending' } : {}),
  };
  await countInTotal(row.size);
  if (!(await insertRow(row))) {
    await uncountInTotal(row.size);
    return repeatUpload(owner, file, clientId ?? '');
  }
  await takeBackIfLate(startedAt, row);
  if (await fitsQuota(owner, row._id)) return toUpload(row, until);
  await takeBack(row._id);
  await uncountInTotal(row.size);
  throw new ApiError('quota_exceeded');
}
