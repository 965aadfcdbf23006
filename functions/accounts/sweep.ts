import { sweepDeletions } from '#lib/accounts/erasure.ts';
import { scheduled } from '#lib/platform/scheduled.ts';

/** Runs every ten minutes: finishes account deletions that were interrupted or never queued. */
export const handler = scheduled(sweepDeletions);
