/** The address of a server, as people write it. */
import { CoreChatError } from '../errors.ts';
import { globals } from '../platform.ts';

/** What servers that listen on every address print. A connection to it reaches this machine. */
const UNSPECIFIED = ['0.0.0.0', '[::]'];

/** @param hostname of a URL @returns whether it is this machine, without a network in between; `*.localhost` is RFC 6761's */
export const isLoopback = (hostname: string): boolean =>
  /^(?:.+\.)?localhost\.?$/.test(hostname) ||
  hostname === '[::1]' ||
  UNSPECIFIED.includes(hostname) ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** `URL.parse`, which browsers of the beginning of 2024 do not have. */
const parsed = (text: string, base?: string): URL | undefined =>
  URL.canParse(text, base) ? new URL(text, base) : undefined;

/** `localhost:5000` would be a URL with the scheme `localhost:`. A URL takes one slash, or backslashes, for two slashes. */
function withScheme(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:[/\\]/i.test(text)) return text;
  const hostname = parsed(`http://${text}`)?.hostname ?? '';
  return `${isLoopback(hostname) ? 'http' : 'https'}://${text}`;
}

/** Removes slashes at the end. */
export function withoutSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}

const EXAMPLE = 'https://chat.example.org';

const refusal = (message: string, detail: string) =>
  new CoreChatError('validation_failed', { message, fields: [{ field: 'url', detail }] });

/**
 * @param text the address of the API. A missing scheme is http for this machine (`localhost:5000`), otherwise https. In a page `/api` is a
 * path of the page's own server
 * @returns origin and path, without a slash at the end
 * @throws CoreChatError validation_failed for anything else, and for a path where there is no page
 */
export function serverUrl(text: string): string {
  const given = text.trim();
  const isPath = given.startsWith('/');
  const page = globals().location?.origin;
  if (isPath && page === undefined) {
    const message = `CoreChat needs the address of the server here, such as ${EXAMPLE}. "${text}" has a server in a page only`;
    throw refusal(message, `must be a complete address, such as ${EXAMPLE}`);
  }
  const url = isPath ? parsed(given, page) : parsed(withScheme(given));
  if (!url?.hostname || !['http:', 'https:'].includes(url.protocol)) {
    const message = `"${text}" is not the address of a server. Write it as ${EXAMPLE}`;
    throw refusal(message, `must be the address of a server, such as ${EXAMPLE}`);
  }
  if (url.username || url.password || url.search || url.hash) {
    const detail = 'must not hold a name, a password, "?" or "#"';
    throw refusal(`The address of the server ${detail}.`, detail);
  }
  return url.origin + withoutSlashes(url.pathname);
}
