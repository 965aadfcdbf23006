/** Sends one push to a push service (RFC 8030). */
import { createHash } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { now } from '../platform/clock.ts';
import type { Subscription } from '../sessions/devices.ts';
import { encrypt } from './encryption.ts';
import type { Payload } from './payload.ts';
import { pushServiceOf } from './push-service.ts';
import { authorizationFor, needPushKey } from './vapid.ts';

needPushKey();

const TIMEOUT_MS = 5_000;

/** A push service keeps it as long for a device that is offline. */
const TTL_SECONDS = 24 * 60 * 60;

export type Outcome =
  | { kind: 'sent' }
  /** the subscription has ended */
  | { kind: 'gone' }
  | { kind: 'too large' }
  /** `seconds`: as the push service says; undefined when it does not */
  | { kind: 'later'; seconds: number | undefined }
  | { kind: 'refused'; status: number };

/** Seconds, or a time (RFC 9110 §10.2.3). */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d{1,6}$/.test(header) ? Number(header) : (Date.parse(header) - now().getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

function outcomeOf(status: number, header: string | undefined): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  if (status === 413) return { kind: 'too large' };
  if (status === 429 || status >= 500) return { kind: 'later', seconds: retryAfter(header) };
  return { kind: 'refused', status };
}

/** A longer answer is cut off; nothing of it is used. */
const ANSWER_MAX_BYTES = 16 * 1024;

/** Uses the status and one header. A redirect is an answer like others. */
function post(url: URL, headers: Record<string, string | number>, body: Buffer): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const send = url.protocol === 'http:' ? requestHttp : requestHttps;
  const request = send(url, { method: 'POST', headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  request.on('response', (response) => {
    let size = 0;
    response.on('data', ({ length }: Buffer) => {
      size += length;
      if (size > ANSWER_MAX_BYTES) response.destroy();
    });
    response.on('error', () => undefined);
    // To its end, so that the connection can be used again.
    response.on('close', () => resolve(outcomeOf(response.statusCode ?? 0, response.headers['retry-after'])));
  });
  // A time-out, or no connection.
  request.on('error', () => resolve({ kind: 'later', seconds: undefined }));
  request.end(body);
  return promise;
}

/**
 * What a push service has not delivered yet is replaced by what has the same topic: an edit or a deletion replaces earlier ones of its
 * message, everything else what was sent of the conversation. The push service cannot tell from it that two devices share a conversation.
 */
function topicOf(payload: Payload, { auth }: Subscription): string {
  const about = payload.Type === 'edited' || payload.Type === 'deleted' ? payload.Id : '';
  return createHash('sha256')
    .update(`${auth} ${payload.Conversation} ${about}`)
    .digest('base64url')
    .slice(0, 32);
}

/** @param urgent wakes a device that saves power. Never fails */
export async function sendPush(
  subscription: Subscription,
  payload: Payload,
  urgent: boolean,
): Promise<Outcome> {
  // The list of services may have changed since.
  const url = pushServiceOf(subscription.endpoint);
  if (!url) return { kind: 'gone' };
  const body = encrypt(JSON.stringify(payload), subscription);
  const headers = {
    authorization: authorizationFor(url.origin),
    'content-encoding': 'aes128gcm',
    'content-type': 'application/octet-stream',
    'content-length': body.length,
    ttl: TTL_SECONDS,
    topic: topicOf(payload, subscription),
    urgency: urgent ? 'high' : 'normal',
  };
  return post(url, headers, body);
}
