/** Repeated requests. The first attempt may have stopped before publishing, so a repetition publishes again. */
import { now } from '../platform/clock.ts';

/** Longer than clients wait before they retry. */
const TELL_AGAIN_MS = 60_000;

/** Whether the same request now is likely a repetition. */
export const isRecent = (at: Date | null | undefined): boolean =>
  at instanceof Date && now().getTime() - at.getTime() <= TELL_AGAIN_MS;
