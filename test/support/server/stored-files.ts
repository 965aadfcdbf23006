/** What lies in the bucket of the stack. */
import { config } from '#lib/platform/config.ts';
import { signedRequests } from '#lib/platform/signed-request.ts';

const send = signedRequests('s3');

async function get(path: string): Promise<Buffer> {
  const url = new URL(`${config.files?.url}/${path}`);
  const { status, body } = await send({ method: 'GET', url, timeoutMs: 5_000 }, AbortSignal.timeout(10_000));
  // Another test may have deleted it meanwhile.
  if (status !== 200 && status !== 404) throw new Error(`GET ${path}: ${status}`);
  return body;
}

/** Keys of all files, in order, those of other tests included. */
export async function storedKeys(): Promise<string[]> {
  const list = String(await get(''));
  return [...list.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = '']) => key);
}

/** The bytes of a file; of one that is not there, an error of S3. */
export const storedBytes = (key: string): Promise<Buffer> => get(key);
