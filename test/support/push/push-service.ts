/**
 * Stands in for a browser's push service, and for the browsers that subscribe to it: takes requests as RFC 8030 describes them, checks
 * the server's signature (RFC 8292), and decrypts what the browser would decrypt (RFC 8291), by code that shares nothing with the
 * product's. A test makes an endpoint fail in the ways of real ones.
 */
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** How an endpoint answers: a status, with headers, once `after` has happened; 201 and a body without an end; or never. */
export type Fault =
  | { status: number; headers?: Record<string, string>; after?: Promise<unknown> }
  | 'endless'
  | 'silence';

/** A request that was accepted. */
export interface ReceivedPush {
  /** decrypted and parsed */
  payload: Record<string, unknown>;
  headers: IncomingMessage['headers'];
}

interface Device {
  keys: ECDH;
  auth: Buffer;
  received: ReceivedPush[];
  /** requests of any outcome */
  requests: number;
  faults: Fault[];
}

/** What `PUT /me/push` takes. */
export interface TestSubscription {
  Endpoint: string;
  Keys: { P256dh: string; Auth: string };
}

const derive = (key: Uint8Array, salt: Uint8Array, info: Buffer | string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, info, bytes));

/** @throws when the body was not encrypted for this device */
export function decrypt(body: Buffer, keys: ECDH, auth: Buffer): string {
  const [salt, idLength] = [body.subarray(0, 16), body.readUInt8(20)];
  const sender = body.subarray(21, 21 + idLength);
  const text = body.subarray(21 + idLength);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender]);
  const key = derive(keys.computeSecret(sender), auth, info, 32);
  const decipher = createDecipheriv(
    'aes-128-gcm',
    derive(key, salt, 'Content-Encoding: aes128gcm\0', 16),
    derive(key, salt, 'Content-Encoding: nonce\0', 12),
  );
  decipher.setAuthTag(text.subarray(-16));
  const padded = Buffer.concat([decipher.update(text.subarray(0, -16)), decipher.final()]);
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (padded[end] !== 2) throw new Error('The record has no end');
  return padded.subarray(0, end).toString();
}

/** @returns what is wrong with the header Authorization */
function signatureFault(header: string, origin: string): string | undefined {
  const [, token = '', publicKey = ''] = /^vapid t=([\w.-]+), k=([\w-]{87})$/.exec(header) ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(publicKey, 'base64url');
  if (point.length !== 65) return 'no key';
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const signed = Buffer.from(`${head}.${claims}`);
  const options = { key, dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', signed, options, Buffer.from(signature, 'base64url'))) return 'wrong signature';
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  if (aud !== origin) return 'wrong audience';
  const seconds = exp - Date.now() / 1000;
  if (!(seconds > 0 && seconds <= 24 * 3600)) return 'wrong expiry';
  return /^(?:mailto:|https:)/.test(sub) ? undefined : 'no contact';
}

export class PushService {
  readonly #devices = new Map<string, Device>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  /** @returns its origin, for PUSH_HOSTS */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this.origin;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Of a new browser. */
  subscribe(): TestSubscription {
    const [keys, auth, path] = [
      createECDH('prime256v1'),
      randomBytes(16),
      `/${randomBytes(9).toString('base64url')}`,
    ];
    keys.generateKeys();
    this.#devices.set(path, { keys, auth, received: [], requests: 0, faults: [] });
    const Keys = { P256dh: keys.getPublicKey().toString('base64url'), Auth: auth.toString('base64url') };
    return { Endpoint: this.origin + path, Keys };
  }

  #device({ Endpoint }: TestSubscription): Device {
    const device = this.#devices.get(new URL(Endpoint).pathname);
    if (!device) throw new Error('No such subscription');
    return device;
  }

  received(subscription: TestSubscription): ReceivedPush[] {
    return this.#device(subscription).received;
  }

  /** The payloads of what was received so far. */
  payloads(subscription: TestSubscription): Record<string, unknown>[] {
    return this.received(subscription).map(({ payload }) => payload);
  }

  /** Requests, whatever the answer was. */
  requests(subscription: TestSubscription): number {
    return this.#device(subscription).requests;
  }

  /** The next requests fail, one for each fault. */
  fail(subscription: TestSubscription, ...faults: Fault[]): void {
    this.#device(subscription).faults.push(...faults);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const device = this.#devices.get(request.url ?? '');
    if (!device) return void response.writeHead(404).end();
    device.requests++;
    const fault = device.faults.shift();
    if (fault === 'silence') return;
    if (fault === 'endless') return void response.writeHead(201).write('x'.repeat(64 * 1024));
    await fault?.after;
    if (fault) return void response.writeHead(fault.status, fault.headers).end('not accepted');
    const problem = signatureFault(String(request.headers.authorization), this.origin);
    if (problem) return void response.writeHead(403).end(problem);
    if (body.length > 4_096) return void response.writeHead(413).end();
    const payload = JSON.parse(decrypt(body, device.keys, device.auth));
    device.received.push({ payload, headers: request.headers });
    response.writeHead(201).end();
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
