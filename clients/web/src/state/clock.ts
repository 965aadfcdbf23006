/** The present time, for labels such as "Today": updated once a minute. */
import { signal } from '@preact/signals';

export const now = signal(Date.now());

const tick = () => {
  now.value = Date.now();
};
setInterval(tick, 60_000);
// Timers stop while a laptop sleeps.
document.addEventListener('visibilitychange', tick);
