/** Whether somebody is looking at this window. */
import { signal } from '@preact/signals';

const isWatched = () => document.visibilityState === 'visible' && document.hasFocus();

export const watched = signal(isWatched());

const look = () => {
  watched.value = isWatched();
};
document.addEventListener('visibilitychange', look);
addEventListener('focus', look);
addEventListener('blur', look);
