/**
 * Copies of files for a forward: rows of the forwarder and bytes in the bucket, so that deleting either message leaves the other's files.
 * They wait for their message like uploaded ones, and go with the sweep when it is not sent.
 */
import { ApiError, problems } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { copyFile, FilesError, isConfigured } from '../platform/files.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { type Attachment, keyOf } from './attachment.ts';
import { type Claim, toAttachment } from './claiming.ts';
import { countInTotal, fitsQuota, uncountInTotal } from './quota.ts';
import { requireScanned } from './scan.ts';
import {
  type AttachmentDocument,
  findByClientId,
  findRows,
  insertRow,
  newAttachmentIds,
  prolong,
} from './store/attachments.ts';
import { discardUnclaimed } from './store/discarded.ts';
import { waitsUntil } from './waiting.ts';

/** Leaves time for the rest of a send. */
const COPY_MS = 5_000;
/** Longer than a copy takes that the bucket goes on with after the function has ended. */
const LATEST_COPY_MS = 5 * 60_000;

/** @param send makes it repeatable; no ClientId of an upload has a space */
const clientIdOf = ({ conversation, by }: Claim, source: string): string => `${conversation} ${by} ${source}`;

/** @returns the row of a copy: that of the same send before, if there is one @throws ApiError storage_full */
async function addRow(
  owner: string,
  id: string,
  { _id: source, name, type, size, sha256, width, height, preview }: AttachmentDocument,
  send: Claim | undefined,
): Promise<AttachmentDocument> {
  const uploadUntil = new Date(now().getTime() + LATEST_COPY_MS);
  const row: AttachmentDocument = {
    _id: id,
    owner,
    ...{ name, type, size, sha256 },
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(preview === undefined ? {} : { preview }),
    ...(send ? { clientId: clientIdOf(send, source) } : {}),
    createdAt: now(),
    uploadUntil,
    expiresAt: waitsUntil(),
  };
  await countInTotal(size);
  if (await insertRow(row)) return row;
  await uncountInTotal(size);
  const first = await findByClientId(owner, row.clientId ?? '');
  const waits = first && (await prolong(first._id, owner, waitsUntil(), uploadUntil));
  // Its message was stored, or it was discarded, meanwhile.
  if (!first || !waits) throw new ApiError('service_unavailable');
  return first;
}

/** @throws ApiError files_unavailable; message_deleted when the source has gone */
async function copyBytes(from: string, to: string, signal: AbortSignal): Promise<void> {
  try {
    if (await copyFile(keyOf(from), keyOf(to), signal)) return;
  } catch (error) {
    if (error instanceof FilesError) throw new ApiError('files_unavailable', { cause: error });
    throw error;
  }
  throw new ApiError('message_deleted');
}

async function copyRows(
  owner: string,
  sources: readonly AttachmentDocument[],
  send: Claim | undefined,
  copies: AttachmentDocument[],
): Promise<void> {
  const ids = newAttachmentIds(sources.length);
  await waitForAll(
    sources.map(async (source, index) => {
      copies[index] = await addRow(owner, ids[index] ?? '', source, send);
    }),
  );
  const last = copies
    .map(({ _id }) => _id)
    .sort()
    .at(-1);
  if (!(await fitsQuota(owner, last ?? ''))) throw new ApiError('quota_exceeded');
  const signal = AbortSignal.timeout(COPY_MS);
  await waitForAll(sources.map(({ _id }, index) => copyBytes(_id, copies[index]?._id ?? '', signal)));
}

/** What a refused send leaves. After a failure on our side it may be repeated, or may have been stored: the sweep finds out. */
export async function discardIfRefused(
  owner: string,
  copies: readonly string[],
  error: unknown,
): Promise<void> {
  if (error instanceof ApiError && problems[error.code].status < 500) await discardUnclaimed(owner, copies);
}

/**
 * Two round trips to the database for each file, one more for all, and one to the bucket for each.
 * @param from the author of the message @param send absent without a ClientId: then it cannot be repeated
 * @returns the copies, in the order of the files
 * @throws ApiError attachment_pending, quota_exceeded, storage_full, files_unavailable, message_deleted; attachment_not_found without a bucket
 */
export async function copyFiles(
  owner: string,
  { from, files }: { from: string; files: readonly Attachment[] },
  send: Claim | undefined,
): Promise<Attachment[]> {
  if (!isConfigured()) throw new ApiError('attachment_not_found');
  const ids = files.map(({ id }) => id);
  const found = new Map((await findRows(from, ids)).map((row) => [row._id, row]));
  const sources = ids.flatMap((id) => found.get(id) ?? []);
  if (sources.length < ids.length) throw new ApiError('message_deleted');
  // Otherwise who forwards it would get its bytes, as the owner of the copy.
  for (const source of sources) requireScanned(source);
  const copies: AttachmentDocument[] = [];
  try {
    await copyRows(owner, sources, send, copies);
  } catch (error) {
    // Those that were added before it failed.
    const made = copies.flatMap((copy) => copy?._id ?? []);
    await discardIfRefused(owner, made, error);
    throw error;
  }
  return copies.map(toAttachment);
}
