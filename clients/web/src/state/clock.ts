/** The present time, for labels such as "Today": updated at each full minute, so that a new day begins at midnight. */
import { signal } from '@preact/signals';
import { lookAtTimeZone } from './zone.ts';

const MINUTE_MS = 60_000;

export const now = signal(Date.now());

const tick = () => {
  now.value = Date.now();
  lookAtTimeZone();
};

function tickEachMinute(): void {
  tick();
  setTimeout(tickEachMinute, MINUTE_MS - (Date.now() % MINUTE_MS));
}
tickEachMinute();

// Timers stop while a laptop sleeps.
document.addEventListener('visibilitychange', tick);
addEventListener('focus', tick);
