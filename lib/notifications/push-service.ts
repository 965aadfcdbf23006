/**
 * Which addresses a subscription may name. The server sends requests to them, so everything else is refused: when a subscription is
 * stored, and again when something is sent to it.
 */
import { config } from '../platform/config.ts';

/** Of Chrome and Edge, Firefox, Safari, and Edge of earlier versions. A name with a dot in front covers the names below it. */
const HOSTS = [
  'fcm.googleapis.com',
  '.push.services.mozilla.com',
  '.push.apple.com',
  '.notify.windows.com',
] as const;

const isKnown = (host: string): boolean =>
  HOSTS.some((known) => (known.startsWith('.') ? host.endsWith(known) : host === known));

/** @returns undefined when it is not the address of a push service */
export function pushServiceOf(endpoint: string): URL | undefined {
  const url = URL.parse(endpoint);
  if (url?.username !== '' || url.password !== '') return undefined;
  // The origin of a blob: address is that of the page inside it.
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (config.push.origins.includes(url.origin)) return url;
  return url.protocol === 'https:' && url.port === '' && isKnown(url.hostname) ? url : undefined;
}

/** Safari ends a subscription after notifications that show nothing, so these services get none that only withdraws. */
export const mustShow = ({ hostname }: URL): boolean => hostname.endsWith('.push.apple.com');
