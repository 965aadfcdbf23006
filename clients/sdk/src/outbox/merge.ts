/** Merges the unsent messages in the storage with those in memory. */

import type { Message, OutboxEntry } from '../types.ts';
import { toEntry } from './entries.ts';
import type { StoredEntry } from './outbox-storage.ts';

export interface Merged {
  entries: OutboxEntry[];
  stored: Map<string, StoredEntry>;
}

/**
 * @param found entries in the storage, in order
 * @param before the entries that were in it before
 * @param isBroken the storage has failed: an entry that is missing was perhaps never in it
 */
export function mergeStored(
  found: readonly StoredEntry[],
  here: readonly OutboxEntry[],
  before: ReadonlyMap<string, StoredEntry>,
  isBroken: boolean,
  settled: (clientId: string) => Promise<Message>,
): Merged {
  const stored = new Map(found.map((each) => [each.clientId, each]));
  const missing = here.filter(({ clientId }) => !stored.has(clientId));
  // An entry that was stored before and is missing now was sent or discarded by another tab; the others are not stored yet.
  const kept = missing.filter(({ clientId }) => isBroken || !before.has(clientId));
  const known = new Map(here.map((entry) => [entry.clientId, entry]));
  const entries = found.map((each) => {
    const entry = known.get(each.clientId);
    if (entry && (entry.state === 'failed') === (each.failed !== undefined)) return entry;
    return toEntry(each, settled(each.clientId));
  });
  for (const { clientId } of kept) {
    const one = before.get(clientId);
    if (one) stored.set(clientId, one);
  }
  return { entries: [...entries, ...kept], stored };
}
