import { computed, signal } from '@preact/signals';
import { formatRoute, parseRoute, type Route } from './route.ts';

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

export const route = computed<Route>(() => parseRoute(hash.value));

export const href = formatRoute;

/** Counts how often the app went to the address that was open already: a message is shown again. */
export const revisits = signal(0);

/** @param replace leaves no entry in the history, for redirects */
export function go(to: Route, { replace = false } = {}): void {
  const target = formatRoute(to);
  if (replace) history.replaceState(null, '', target);
  else if (target !== location.hash) history.pushState(null, '', target);
  else revisits.value++;
  hash.value = location.hash;
}
