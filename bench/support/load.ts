/** Clients that ask one after the other, as many at once as there are connections. */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Call {
  method: string;
  path: string;
  /** asked for with each request */
  token: () => string;
  body?: string;
}

const agent = new Agent({ keepAlive: true });

/** @returns milliseconds until the answer was read @throws Error when it is no success */
export function ask(port: number, { method, path, token, body }: Call): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { authorization: `Bearer ${token()}`, 'content-type': 'application/json' };
  const began = performance.now();
  const call = request({ port, host: '127.0.0.1', method, path, headers, agent }, async (response) => {
    const answered = await text(response);
    const { statusCode = 0 } = response;
    if (statusCode < 300) resolve(performance.now() - began);
    else reject(new Error(`${method} ${path} answered ${statusCode}: ${answered}`));
  });
  call.on('error', reject).end(body);
  return promise;
}

/** @returns the latency of each call that ended within the time */
export async function load(
  port: number,
  call: Call,
  clients: number,
  milliseconds: number,
): Promise<number[]> {
  const latencies: number[] = [];
  const end = performance.now() + milliseconds;
  const client = async () => {
    while (performance.now() < end) latencies.push(await ask(port, call));
  };
  await Promise.all(Array.from({ length: clients }, client));
  return latencies;
}
