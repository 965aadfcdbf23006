import { now } from '../platform/clock.ts';

/** How long a file waits for its message. */
const WAITING_MS = 24 * 60 * 60 * 1000;

export const waitsUntil = (): Date => new Date(now().getTime() + WAITING_MS);
