/**
 * Migrates a database to the schema of this code, then creates indexes. Runs during a deployment and a local start, before the code
 * serves; never in a request. docs/data-model.md#migrations describes how to add a migration.
 */
import { now } from '../platform/clock.ts';
import { collection } from '../platform/mongo.ts';
import { opaqueConversationIds } from './001-opaque-conversation-ids.ts';
import { keepLastMessages } from './002-last-messages.ts';
import { splitMemberships } from './003-memberships.ts';
import { finishOldDeletions } from './004-unfinished-deletions.ts';
import { storeSearchKeys } from './005-search-keys.ts';
import { storeMessageTerms } from './006-message-terms.ts';
import { createIndexes } from './indexes.ts';

/**
 * In order; the first one migrates to version 1. Each can be interrupted at any point and started again, and skips data that is
 * already migrated.
 */
const MIGRATIONS: readonly (() => Promise<void>)[] = [
  opaqueConversationIds,
  keepLastMessages,
  splitMemberships,
  finishOldDeletions,
  storeSearchKeys,
  storeMessageTerms,
];

interface DataVersion {
  _id: 'data';
  version: number;
  migratedAt: Date;
}

const versions = collection<DataVersion>('versions');

export class NewerDataError extends Error {
  override readonly name = 'NewerDataError';

  constructor(found: number) {
    super(
      `The data was written by a newer CoreChat (version ${found} of the data, and this one knows ${MIGRATIONS.length}): update CoreChat, or choose other data`,
    );
  }
}

/** Idempotent. @throws NewerDataError, or the driver's error */
export async function prepareDatabase(): Promise<void> {
  const found = (await versions.findOne({ _id: 'data' }))?.version ?? 0;
  if (found > MIGRATIONS.length) throw new NewerDataError(found);
  for (const [index, migrate] of MIGRATIONS.entries()) {
    const version = index + 1;
    if (version <= found) continue;
    await migrate();
    await versions.updateOne({ _id: 'data' }, { $set: { version, migratedAt: now() } }, { upsert: true });
  }
  await createIndexes();
}
