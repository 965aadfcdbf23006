/** The server's address, and whether a connection to it is safe. */
import { isIP } from 'node:net';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';

export const DEFAULT_API = 'http://localhost:5000';

/** This machine, without a network in between. `*.localhost` is RFC 6761's. */
function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1';
}

const withScheme = (text: string): string => {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  const host = URL.parse(`http://${text}`)?.hostname ?? '';
  return `${isLoopback(host) ? 'http' : 'https'}://${text}`;
};

/**
 * @param text of --api or CORECHAT_API; a missing scheme is https, for this machine http
 * @returns origin and path, without a slash at the end
 * @throws CliError for an invalid address, and for plain http to another machine, which would send passwords in the clear
 */
export function parseApiUrl(text: string, insecure: boolean): string {
  const url = URL.parse(withScheme(text.trim()));
  if (!url?.hostname || !['http:', 'https:'].includes(url.protocol)) {
    throw new CliError(
      `"${text}" is not the address of a server. Write it as https://chat.example.org`,
      EXIT.usage,
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new CliError('The address of the server must not hold a name, a password, "?" or "#".', EXIT.usage);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !insecure) {
    throw new CliError(
      `${url.origin} is not encrypted: your password and messages could be read on the way. ` +
        'Use https://, or --insecure if you know the network.',
      EXIT.usage,
    );
  }
  return url.origin + withoutSlashes(url.pathname);
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}
