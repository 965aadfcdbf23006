/** The least that can be done to post a frame to many sockets: a loop over them, as many posts at once as a function has connections. */
import { Agent, request } from 'node:http';

/** What the SDK's HTTP handler opens by default. */
const AT_ONCE = 50;

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

const urlOf = (address: string, socket: string) =>
  new URL(`/@connections/${encodeURIComponent(socket)}`, address);

async function loopOver(sockets: string[], post: (socket: string) => Promise<unknown>): Promise<void> {
  const left = sockets.values();
  const lane = async () => {
    for (const socket of left) await post(socket);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

function post(url: URL, frame: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const options = { agent, method: 'POST', headers: { 'content-length': Buffer.byteLength(frame) } };
  request(url, options, (response) => response.resume().on('end', resolve))
    .on('error', reject)
    .end(frame);
  return promise;
}

/** Without signatures, which AWS refuses. */
export const postAll = (address: string, sockets: string[], frame: string): Promise<void> =>
  loopOver(sockets, (socket) => post(urlOf(address, socket), frame));

/** As AWS takes them. Call with the stack's environment in place. */
export async function signedPosts(address: string) {
  const { signedRequests } = await import('../../lib/platform/signed-request.ts');
  const send = signedRequests('execute-api');
  const { signal } = new AbortController();
  return (sockets: string[], frame: string): Promise<void> => {
    const body = Buffer.from(frame);
    return loopOver(sockets, (socket) => send({ method: 'POST', url: urlOf(address, socket), body }, signal));
  };
}
