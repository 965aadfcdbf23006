/** The server's address, and whether a connection to it is safe. */
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';
import { CoreChatError, isLoopback, serverUrl } from './sdk.ts';

export const DEFAULT_API = 'http://localhost:5000';

function parse(text: string): string {
  try {
    return serverUrl(text);
  } catch (error) {
    throw error instanceof CoreChatError ? new CliError(error.message, EXIT.usage) : error;
  }
}

/**
 * @param text of --api or CORECHAT_API; a missing scheme is https, for this machine http
 * @returns origin and path, without a slash at the end
 * @throws CliError for an invalid address, and for plain http to another machine, which would send passwords in the clear
 */
export function parseApiUrl(text: string, insecure: boolean): string {
  const url = parse(text);
  const { protocol, hostname, origin } = new URL(url);
  if (protocol === 'http:' && !isLoopback(hostname) && !insecure) {
    throw new CliError(
      `${origin} is not encrypted: your password and messages could be read on the way. ` +
        'Use https://, or --insecure if you know the network.',
      EXIT.usage,
    );
  }
  return url;
}
