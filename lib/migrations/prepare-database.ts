/**
 * Brings a database to what this code expects: migrations, then indexes. A step of deploying and of starting locally, before the
 * code serves; never part of a request. docs/data-model.md#migrations says how to add one.
 */
import { now } from '../platform/clock.ts';
import { collection } from '../platform/mongo.ts';
import { opaqueConversationIds } from './001-opaque-conversation-ids.ts';
import { keepLastMessages } from './002-last-messages.ts';
import { splitMemberships } from './003-memberships.ts';
import { finishOldDeletions } from './004-unfinished-deletions.ts';
import { createIndexes } from './indexes.ts';

/**
 * In their order, the first one brings the data to version 1. Each can be cut off at any point and begun again, and does
 * nothing to data that it has migrated before.
 */
const MIGRATIONS: readonly (() => Promise<void>)[] = [
  opaqueConversationIds,
  keepLastMessages,
  splitMemberships,
  finishOldDeletions,
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

/** Can be repeated. @throws NewerDataError; the driver's error when the database does not do its part */
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
