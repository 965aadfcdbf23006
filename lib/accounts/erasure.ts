/**
 * Erases the data of deleted accounts. Each step can be repeated, and the name is erased last: while it is there, the queue's worker
 * or the schedule (or both at once) continue.
 */

import { discardFilesOf } from '../attachments/discarding.ts';
import { eraseBlocks } from '../conversations/blocks.ts';
import { closeConversations } from '../conversations/erasure.ts';
import { accountDeleted, IN_FLIGHT_SECONDS } from '../events/subscribers.ts';
import { eraseFromConversations } from '../messages/erasure.ts';
import { deleteAllSaved } from '../messages/saved.ts';
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
  // Includes sessions that were opened while the account was being marked.
  await closeConversations(username);
  await eraseSessions(username);
  if (!(await discardFilesOf(username, until))) return false;
  if (!(await eraseFromConversations(username, until))) return false;
  await deleteAllSaved(username);
  await eraseBlocks(username);
  await anonymizeReportsBy(username);
  await forgetConnections(username);
  await reserveName(account, username);
  return true;
}

const inFlightSince = (): Date => new Date(now().getTime() - IN_FLIGHT_SECONDS * 1000);

/**
 * Subscriber of account.deleted. Queues the rest again when the function's time runs out.
 * @param until by performance.now()
 */
export async function finishDeletion(account: string, until: number): Promise<void> {
  const deletion = await findDeletion(account);
  if (!deletion) return;
  const isEarly = deletion.since > inFlightSince();
  if (isEarly || !(await erase(deletion, until))) await accountDeleted({ account });
}

/** More than are deleted between two sweeps (ten minutes), and more than one sweep can finish. */
const SWEPT_AT_ONCE = 100;

/** Run by a schedule: continues deletions whose event was never queued or went to the dead-letter queue. @param until by performance.now() */
export async function sweepDeletions(until: number): Promise<void> {
  const failures: unknown[] = [];
  for (const deletion of await listDeletions(inFlightSince(), SWEPT_AT_ONCE)) {
    if (performance.now() > until) break;
    try {
      if (await erase(deletion, until))
        log.info('deletion finished by the sweep', { account: deletion.account });
    } catch (error) {
      // Continues with the other accounts.
      log.error('deletion failed', { account: deletion.account, error: describeError(error) });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
