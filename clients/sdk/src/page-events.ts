import type { Off } from './emitter.ts';
import { globals } from './platform.ts';

/**
 * Calls back when the network of a page returns, and when its user looks at it again. Outside of a page never.
 * @returns what ends the listening
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
