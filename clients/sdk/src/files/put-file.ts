/** Writes a file to the address that the server has signed for it. */
import { CoreChatError } from '../errors.ts';
import { browserParts } from './browser-parts.ts';

export interface PutRequest {
  url: string;
  headers: Record<string, string>;
  bytes: Blob;
  signal: AbortSignal;
  /** @param sent bytes so far */
  onProgress(sent: number): void;
}

/** @returns the status of the answer @throws when there is none, or the signal ended it */
export type PutFile = (request: PutRequest) => Promise<number>;

/** Nothing has moved for so long: the connection is gone. */
const STALLED_MS = 60_000;
/** Where the progress is not known: a slow line takes 20 kB a second. */
const SLOWEST_BYTES_PER_MS = 20;

/** Browsers set these by themselves, and forbid a page to. */
const FORBIDDEN = ['content-length', 'host'];

const allowed = (headers: Record<string, string>): [string, string][] =>
  Object.entries(headers).filter(([name]) => !FORBIDDEN.includes(name.toLowerCase()));

const network = (cause?: unknown) =>
  new CoreChatError('network', { message: 'The file could not be sent', cause });

/** Only XMLHttpRequest says how far an upload is. */
export const putByXhr: PutFile = ({ url, headers, bytes, signal, onProgress }) => {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const { XMLHttpRequest: Request } = browserParts();
  if (!Request) throw new TypeError('There is no XMLHttpRequest');
  const request = new Request();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moved = () => {
    clearTimeout(timer);
    timer = setTimeout(() => request.abort(), STALLED_MS);
  };
  request.open('PUT', url);
  for (const [name, value] of allowed(headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded }) => {
    moved();
    onProgress(loaded);
  };
  request.onload = () => resolve(request.status);
  request.onerror = () => reject(network());
  request.onabort = () => reject(network());
  const abort = () => request.abort();
  if (signal.aborted) return Promise.reject(network());
  signal.addEventListener('abort', abort);
  moved();
  request.send(bytes);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  });
};

export const putByFetch: PutFile = async ({ url, headers, bytes, signal, onProgress }) => {
  const late = AbortSignal.timeout(STALLED_MS + Math.ceil(bytes.size / SLOWEST_BYTES_PER_MS));
  const body = await bytes.arrayBuffer();
  const request = { method: 'PUT', headers: allowed(headers), body, signal: AbortSignal.any([signal, late]) };
  try {
    const answer = await fetch(url, request);
    await answer.text();
    onProgress(bytes.size);
    return answer.status;
  } catch (cause) {
    throw network(cause);
  }
};
