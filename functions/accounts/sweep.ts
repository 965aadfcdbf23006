import { sweepDeletions } from '#lib/accounts/erasure.ts';
import { scheduled } from '#lib/platform/scheduled.ts';

/** No route: every ten minutes it finishes deletions of accounts that were cut off, or never queued. */
export const handler = scheduled(sweepDeletions);
