/** Reported messages, for operators. A report keeps a copy of the text, also when the message is edited or deleted. */

import { foldUsername } from '../../accounts/username.ts';
import { DELETED_ACCOUNT } from '../../messages/message.ts';
import { collection, isDuplicateKey, ObjectId } from '../../platform/mongo.ts';

export interface Report {
  /** 24 hex digits */
  id: string;
  reporter: string;
  reason: 'spam' | 'abuse' | 'other';
  detail: string | null;
  reportedAt: Date;
  /** 24 hex digits */
  message: string;
  conversation: string;
  /** the message's sender, time and text, as the reporter saw it */
  from: string;
  sentAt: Date;
  text: string;
  /** names of its files; absent without any */
  files?: string[];
}

interface ReportDocument extends Omit<Report, 'id' | 'message'> {
  _id: ObjectId;
  message: ObjectId;
  /** folded; absent once the reporter's account is deleted */
  reporterKey?: string;
}

const reports = collection<ReportDocument>('reports');

export const reportIndexes = {
  collection: 'reports',
  indexes: [
    {
      name: 'one_per_message',
      key: { reporterKey: 1, message: 1 },
      unique: true,
      partialFilterExpression: { reporterKey: { $exists: true } },
    },
    { name: 'newest', key: { reportedAt: -1, _id: -1 } },
  ],
} as const;

const toReport = ({ _id, message, reporterKey: _, ...rest }: ReportDocument): Report => ({
  ...rest,
  id: _id.toHexString(),
  message: message.toHexString(),
});

/** @returns the report, or the earlier one of this reporter about this message, without a write */
export async function insertReport(report: Omit<Report, 'id'>): Promise<Report> {
  const reporterKey = foldUsername(report.reporter);
  const message = ObjectId.createFromHexString(report.message);
  const document = { ...report, _id: new ObjectId(), message, reporterKey };
  try {
    await reports.insertOne(document);
    return toReport(document);
  } catch (error) {
    const first = isDuplicateKey(error) ? await reports.findOne({ reporterKey, message }) : null;
    if (!first) throw error;
    return toReport(first);
  }
}

/** @param id as typed by an operator; an invalid one finds nothing */
export async function findReport(id: string): Promise<Report | null> {
  if (!/^[0-9a-f]{24}$/.test(id)) return null;
  const found = await reports.findOne({ _id: ObjectId.createFromHexString(id) });
  return found && toReport(found);
}

/** Newest first. */
export async function listReports(limit: number): Promise<Report[]> {
  return (await reports.find().sort({ reportedAt: -1, _id: -1 }).limit(limit).toArray()).map(toReport);
}

/** Sorted by message. */
export async function listReportsBy(reporter: string, limit: number): Promise<Report[]> {
  const found = await reports
    .find({ reporterKey: foldUsername(reporter) })
    .sort({ message: 1 })
    .limit(limit)
    .batchSize(limit)
    .toArray();
  return found.map(toReport);
}

/** Removes the name of an account that is being deleted from its reports. */
export async function anonymizeReportsBy(reporter: string): Promise<void> {
  await reports.updateMany(
    { reporterKey: foldUsername(reporter) },
    { $set: { reporter: DELETED_ACCOUNT }, $unset: { reporterKey: '' } },
  );
}
