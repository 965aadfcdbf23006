/** The present, for labels such as "Today": moves once a minute. */
import { signal } from '@preact/signals';

export const now = signal(Date.now());

const tick = () => {
  now.value = Date.now();
};
setInterval(tick, 60_000);
// Timers sleep with the laptop.
document.addEventListener('visibilitychange', tick);
