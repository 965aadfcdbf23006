import { sweepDigests } from '#lib/digests/sweep.ts';
import { scheduled } from '#lib/platform/scheduled.ts';

/** Runs every 15 minutes: mails those who have been away, and have unread messages. */
export const handler = scheduled(sweepDigests);
