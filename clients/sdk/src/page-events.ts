import type { Off } from './emitter.ts';
import { globals } from './platform.ts';

/**
 * Calls back when the network of a page returns, and when the page becomes visible. Outside of a page it never does.
 * @returns a function that ends the subscription
 */
export function onReturn(returned: () => void): Off {
  const page = globals();
  const { document } = page;
  if (!document || !page.addEventListener) return () => {};
  const shown = () => {
    if (document.visibilityState === 'visible') returned();
  };
  page.addEventListener('online', returned);
  document.addEventListener('visibilitychange', shown);
  return () => {
    page.removeEventListener?.('online', returned);
    document.removeEventListener('visibilitychange', shown);
  };
}
