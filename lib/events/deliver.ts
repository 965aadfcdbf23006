/** Runs the subscribers of queued events, and takes results of virus scans, which a rule of EventBridge puts into the same queue. */
import * as v from 'valibot';
import { finishDeletion } from '../accounts/erasure.ts';
import { ScanResult, takeScanResult } from '../attachments/scan-results.ts';
import type { Work } from '../platform/queue-worker.ts';

const ObjectIdText = v.pipe(v.string(), v.regex(/^[0-9a-f]{24}$/));

const QueuedEvent = v.variant('type', [
  v.object({ type: v.literal('account.deleted'), account: ObjectIdText }),
]);

/** @throws ValiError for an unknown event, which then goes to the dead-letter queue */
export const deliver: Work = async (body, until) => {
  const event = v.parse(v.union([QueuedEvent, ScanResult]), body);
  if ('type' in event) await finishDeletion(event.account, until);
  else await takeScanResult(event);
};
