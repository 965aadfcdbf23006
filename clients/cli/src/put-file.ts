/** Uploads with progress, which fetch does not have. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CoreChatError, type PutFile } from './sdk.ts';

/** Nothing has moved for so long: the connection is gone. */
const STALLED_MS = 60_000;

export const putFile: PutFile = async ({ url, headers, bytes, signal, onProgress }) => {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const request = send(url, { method: 'PUT', signal, timeout: STALLED_MS, headers });
  request.setHeader('content-length', bytes.size);
  request.on('timeout', () => request.destroy(new Error('The upload has stalled')));
  const { promise: status, resolve, reject } = Promise.withResolvers<number>();
  request.on('error', reject);
  request.on('response', (response) => {
    // A refusal can come before all is sent.
    response.resume();
    response.on('error', reject);
    response.on('end', () => resolve(response.statusCode ?? 0));
  });
  let sent = 0;
  const count = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      yield chunk;
      sent += chunk.length;
      onProgress(sent);
    }
  };
  // A server that refuses closes the connection: its answer counts.
  pipeline(Readable.fromWeb(bytes.stream() as never), count, request).catch(reject);
  try {
    return await status;
  } catch (cause) {
    throw new CoreChatError('network', { message: 'The file could not be sent', cause });
  }
};
