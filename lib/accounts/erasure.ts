/**
 * Erases what is left of deleted accounts. Each step can be repeated, the name goes last, and whoever finds the name goes on: the
 * queue's worker, a schedule, or both at once.
 */

import { eraseBlocks } from '../conversations/blocks.ts';
import { closeConversations } from '../conversations/erasure.ts';
import { accountDeleted, IN_FLIGHT_SECONDS } from '../events/subscribers.ts';
import { eraseFromConversations } from '../messages/erasure.ts';
import { anonymizeReportsBy } from '../moderation/erasure.ts';
import { now } from '../platform/clock.ts';
import { describeError, log } from '../platform/log.ts';
import { forgetConnections } from '../realtime/erasure.ts';
import { eraseSessions } from '../sessions/erasure.ts';
import { needNameKeys } from './reserved-name.ts';
import { type Deletion, findDeletion, listDeletions, reserveName } from './store/deletions.ts';

needNameKeys();

/** @returns false when there is more to do */
async function erase({ account, username }: Deletion, until: number): Promise<boolean> {
  // Also what began while the account was being marked.
  await closeConversations(username);
  await eraseSessions(username);
  if (!(await eraseFromConversations(username, until))) return false;
  await eraseBlocks(username);
  await anonymizeReportsBy(username);
  await forgetConnections(username);
  await reserveName(account, username);
  return true;
}

const inFlightSince = (): Date => new Date(now().getTime() - IN_FLIGHT_SECONDS * 1000);

/**
 * The subscriber of account.deleted. What does not fit into the time of one function is queued again.
 * @param until by performance.now()
 */
export async function finishDeletion(account: string, until: number): Promise<void> {
  const deletion = await findDeletion(account);
  if (!deletion) return;
  const isEarly = deletion.since > inFlightSince();
  if (isEarly || !(await erase(deletion, until))) await accountDeleted({ account });
}

/** More than are deleted in the ten minutes until the next sweep, or than fit into one. */
const SWEPT_AT_ONCE = 100;

/** What a schedule does: deletions whose event was never queued, or was put aside by the queue. @param until by performance.now() */
export async function sweepDeletions(until: number): Promise<void> {
  const failures: unknown[] = [];
  for (const deletion of await listDeletions(inFlightSince(), SWEPT_AT_ONCE)) {
    if (performance.now() > until) break;
    try {
      if (await erase(deletion, until))
        log.info('deletion finished by the sweep', { account: deletion.account });
    } catch (error) {
      // Another account's may work.
      log.error('deletion failed', { account: deletion.account, error: describeError(error) });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
