/**
 * Rows of attachments: one for each file, from the request for an upload until its bytes are deleted. The driver does not retry
 * updateMany; each here can be repeated.
 */
import { randomBytes } from 'node:crypto';
import { now } from '../../platform/clock.ts';
import { againWhenCut, collection, type Document, insertOnce } from '../../platform/mongo.ts';
import type { Attachment } from '../attachment.ts';

export interface AttachmentDocument extends Omit<Attachment, 'id' | 'scan'> {
  /** begins with its time, see newAttachmentId */
  _id: string;
  /** username as spelled at registration */
  owner: string;
  /** hex */
  sha256: string;
  clientId?: string;
  createdAt: Date;
  /** Its address takes the bytes until then. */
  uploadUntil: Date;
  /** When the row goes with its bytes. Absent once a stored message has it. */
  expiresAt?: Date;
  /** The send that has it: its conversation, and its ClientId or else its message's id. Of pictures see pictures.ts. */
  claim?: Claim;
  /** id of the stored message */
  message?: string;
  /** `clean` until its message says so, see scans.ts. Absent then, and where nothing is scanned. */
  scan?: 'pending' | 'clean';
}

export interface Claim {
  conversation: string;
  by: string;
}

/** What is left of a row whose bytes are to be deleted: nothing about a person. */
export interface Discarded {
  _id: string;
  size: number;
  uploadUntil: Date;
  discardedAt: Date;
}

export const rows = collection<AttachmentDocument>('attachments');
export const discarded = collection<Discarded>('attachments');

export const attachmentIndexes = {
  collection: 'attachments',
  indexes: [
    // Answers what a person's files take without reading a row.
    {
      name: 'usage',
      key: { owner: 1, _id: 1, size: 1 },
      partialFilterExpression: { owner: { $exists: true } },
    },
    {
      name: 'idempotent_upload',
      key: { owner: 1, clientId: 1 },
      unique: true,
      partialFilterExpression: { clientId: { $exists: true } },
    },
    {
      name: 'pictures',
      key: { 'claim.by': 1 },
      partialFilterExpression: { 'claim.conversation': 'picture' },
    },
    {
      name: 'expiring',
      key: { expiresAt: 1 },
      partialFilterExpression: { expiresAt: { $exists: true } },
    },
    {
      name: 'scans',
      key: { scan: 1, createdAt: 1 },
      partialFilterExpression: { scan: { $exists: true } },
    },
    {
      name: 'discarded',
      key: { discardedAt: 1, _id: 1 },
      partialFilterExpression: { discardedAt: { $exists: true } },
    },
  ],
} as const;

/** In the order of time, for lib/attachments/quota.ts, with 128 random bits. */
export const newAttachmentId = (): string =>
  now().getTime().toString(36).padStart(9, '0') + randomBytes(16).toString('base64url');

/** Next to each other in this order, so that the files of one request have room together. @param count at most 10 */
export function newAttachmentIds(count: number): string[] {
  const first = newAttachmentId().slice(0, -1);
  return Array.from({ length: count }, (_, index) => `${first}${index}`);
}

/** @returns false, without a write, when this owner already used this clientId */
export const insertRow = (row: AttachmentDocument): Promise<boolean> => insertOnce(rows, row);

export const findByClientId = (owner: string, clientId: string): Promise<AttachmentDocument | null> =>
  rows.findOne({ owner, clientId });

/** @returns null also for discarded ones */
export const findRow = (id: string): Promise<AttachmentDocument | null> =>
  rows.findOne({ _id: id, owner: { $exists: true } });

/** Those of this owner, in any order. */
export const findRows = (owner: string, ids: readonly string[]): Promise<AttachmentDocument[]> =>
  rows
    .find({ _id: { $in: [...ids] }, owner })
    .limit(ids.length)
    // In one batch: the driver does not repeat a lost request for a further one.
    .batchSize(ids.length)
    .toArray();

/** For a new address of a file that no message has. @returns false when it has gone */
export async function prolong(id: string, owner: string, until: Date, uploadUntil: Date): Promise<boolean> {
  const { matchedCount } = await rows.updateOne(
    { _id: id, owner, expiresAt: { $exists: true } },
    { $max: { expiresAt: until, uploadUntil } },
  );
  return matchedCount === 1;
}

/** A row whose address nobody has. */
export async function takeBack(id: string): Promise<void> {
  await rows.deleteOne({ _id: id, claim: { $exists: false } });
}

/** What an owner's files take: all, and those up to a row. */
export interface Usage {
  bytes: number;
  files: number;
  bytesUpTo: number;
  filesUpTo: number;
}

/** @param id of the row */
export async function usageOf(owner: string, id: string): Promise<Usage> {
  const upTo = (value: unknown) => ({ $sum: { $cond: [{ $lte: ['$_id', id] }, value, 0] } });
  const [usage] = await rows
    .aggregate<Usage>([
      { $match: { owner } },
      {
        $group: {
          _id: null,
          bytes: { $sum: '$size' },
          files: { $sum: 1 },
          bytesUpTo: upTo('$size'),
          filesUpTo: upTo(1),
        },
      },
    ])
    .toArray();
  return usage ?? { bytes: 0, files: 0, bytesUpTo: 0, filesUpTo: 0 };
}

const free = ({ conversation, by }: Claim): Document => ({
  $or: [{ claim: { $exists: false } }, { 'claim.conversation': conversation, 'claim.by': by }],
});

/** @returns how many of them now have this claim; a repeated claim counts. Others, and discarded rows, are left as they are */
export async function claimRows(
  owner: string,
  ids: readonly string[],
  claim: Claim,
  until: Date,
): Promise<number> {
  const { matchedCount } = await againWhenCut(() =>
    rows.updateMany(
      { _id: { $in: [...ids] }, owner, ...free(claim) },
      { $set: { claim }, $max: { expiresAt: until } },
    ),
  );
  return matchedCount;
}

/** Of a send that wrote no message. */
export async function releaseRows(
  owner: string,
  ids: readonly string[],
  { conversation, by }: Claim,
): Promise<void> {
  await againWhenCut(() =>
    rows.updateMany(
      {
        _id: { $in: [...ids] },
        owner,
        'claim.conversation': conversation,
        'claim.by': by,
        message: { $exists: false },
      },
      { $unset: { claim: '' } },
    ),
  );
}

/** For a stored message: from then on its files stay. Idempotent. */
export async function confirmRows(
  owner: string,
  ids: readonly string[],
  claim: Claim,
  message: string,
): Promise<void> {
  await againWhenCut(() =>
    rows.updateMany(
      { _id: { $in: [...ids] }, owner, message: { $in: [null as never, message] } },
      { $set: { claim, message }, $unset: { expiresAt: '' } },
    ),
  );
}
