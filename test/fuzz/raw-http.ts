/** Raw HTTP/1.1, because clients refuse to send most of these requests. */
import { connect } from 'node:net';
import type { Pair } from './valid.ts';

export interface RawAnswer {
  status: number;
  /** names in lower case */
  headers: Record<string, string>;
  body: Buffer;
}

/** @throws Error when it is no HTTP */
function parse(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(first) ?? [];
  if (end < 0 || !status) throw new Error(`This is no HTTP: ${bytes.subarray(0, 200).toString('latin1')}`);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  const body = bytes.subarray(end + 4);
  if (headers['transfer-encoding'] === 'chunked') {
    return { status: Number(status), headers, body: joinChunks(body) };
  }
  // Behind it there can be the answer to what was taken for another request.
  const length = Number(headers['content-length'] ?? body.length);
  return { status: Number(status), headers, body: body.subarray(0, length) };
}

function joinChunks(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    if (!(length > 0)) break;
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
  return Buffer.concat(chunks);
}

/** Says otherwise than we do where its body ends. */
const framesItself = (headers: Pair[]): boolean => {
  const names = headers.map(([name]) => name.toLowerCase());
  return names.includes('transfer-encoding') || names.filter((name) => name === 'content-length').length > 1;
};

/** @returns undefined when the connection was closed without an answer */
export function exchange(
  { hostname, port }: URL,
  { method, target, headers, body }: { method: string; target: string; headers: Pair[]; body: Buffer },
): Promise<RawAnswer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer | undefined>();
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines}\r\n`);
  const received: Buffer[] = [];
  const finish = () => {
    try {
      resolve(received.length === 0 ? undefined : parse(Buffer.concat(received)));
    } catch (error) {
      reject(error);
    }
  };
  const socket = connect(Number(port), hostname);
  socket.on('data', (chunk) => {
    received.push(chunk);
    // Of a handshake that succeeded nothing more is wanted.
    if (received.length === 1 && chunk.subarray(0, 12).toString() === 'HTTP/1.1 101') socket.destroy();
  });
  // A server that refuses a request in the middle of it resets the connection, often behind its answer.
  socket.on('error', () => socket.destroy());
  socket.on('close', finish);
  const sent = Buffer.concat([head, body]);
  // Where a body is promised that does not come, this tells the server so. Elsewhere it would take the client for gone.
  if (framesItself(headers)) socket.end(sent);
  else socket.write(sent);
  return promise;
}
