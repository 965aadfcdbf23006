/** Retries idempotent calls for a while when the network or the server fails. */

import { asCoreChatError, type CoreChatError } from '../errors.ts';
import { monotonic, pause } from '../platform.ts';
import { backoff } from './backoff.ts';

const ATTEMPTS = 3;
/** No attempt begins later than this after the first. */
const WITHIN_MS = 15_000;

/** A broken answer, a refusal or a 500 would repeat; an absent, overloaded or restarting server may recover. */
const isWorthRepeating = ({ code, status, transient }: CoreChatError): boolean =>
  transient && status !== 500 && code !== 'refused' && (code !== 'bad_response' || (status ?? 0) >= 500);

/** @throws CoreChatError of the last attempt */
export async function repeated<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  const startedAt = monotonic();
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (thrown) {
      const error = asCoreChatError(thrown);
      const wait = Math.max(backoff(failures + 1), error.retryAfterMs ?? 0);
      const isOver = failures + 1 >= ATTEMPTS || monotonic() - startedAt + wait > WITHIN_MS;
      if (isOver || signal.aborted || !isWorthRepeating(error)) throw error;
      await pause(wait, signal);
    }
  }
}
