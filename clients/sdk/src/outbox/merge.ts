/** What is in the storage, and what is in memory. */

import type { Message, OutboxEntry } from '../types.ts';
import { toEntry } from './entries.ts';
import type { StoredEntry } from './outbox-storage.ts';

export interface Merged {
  entries: OutboxEntry[];
  stored: Map<string, StoredEntry>;
  /** to whom something changed */
  users: Set<string>;
}

/**
 * @param found in the storage, in order
 * @param before what was known to be in it
 * @param isBroken the storage: what is missing from it was perhaps never in it
 */
export function mergeStored(
  found: readonly StoredEntry[],
  here: readonly OutboxEntry[],
  before: ReadonlyMap<string, StoredEntry>,
  isBroken: boolean,
  settled: (clientId: string) => Promise<Message>,
): Merged {
  const users = new Set<string>();
  const stored = new Map(found.map((each) => [each.clientId, each]));
  const missing = here.filter(({ clientId }) => !stored.has(clientId));
  // What was not stored yet when the storage was read is the latest; what was, another tab has sent or discarded.
  const kept = missing.filter(({ clientId }) => isBroken || !before.has(clientId));
  for (const entry of missing) if (!kept.includes(entry)) users.add(entry.user);
  const known = new Map(here.map((entry) => [entry.clientId, entry]));
  const entries = found.map((each) => {
    const entry = known.get(each.clientId);
    if (entry && (entry.state === 'failed') === (each.failed !== undefined)) return entry;
    users.add(each.user);
    return toEntry(each, settled(each.clientId));
  });
  for (const { clientId } of kept) {
    const one = before.get(clientId);
    if (one) stored.set(clientId, one);
  }
  return { entries: [...entries, ...kept], stored, users };
}
