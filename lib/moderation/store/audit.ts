/** Records of operators' actions. They are added and never changed. */
import { collection, type ObjectId } from '../../platform/mongo.ts';

export interface AuditRecord {
  at: Date;
  /** the operator: the database's user, as `olga@admin`, or the local login name */
  by: string;
  action: 'list reports' | 'read report' | 'suspend' | 'restore' | 'invite' | 'read activity' | 'recover';
  /** a username, or a report's id; null for a list */
  target: string | null;
  reason: string | null;
}

const audit = collection<AuditRecord & { _id?: ObjectId }>('audit');

export const auditIndexes = {
  collection: 'audit',
  indexes: [{ name: 'newest', key: { at: -1, _id: -1 } }],
} as const;

export async function insertAuditRecord(record: AuditRecord): Promise<void> {
  await audit.insertOne({ ...record });
}

/** Newest first. */
export const listAuditRecords = (limit: number): Promise<AuditRecord[]> =>
  audit
    .find({}, { projection: { _id: 0 } })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .toArray();
