/** Logging in again on a machine that is logged in: ends the earlier session, which would otherwise stay open unnoticed. */
import type { Context } from './context.ts';
import { clientOf, describe, storageOf } from './open-chat.ts';
import { CoreChatError, memoryStorage } from './sdk.ts';

/** The stored session is replaced by then; only the server still knows the old one. */
export interface PreviousSession {
  /** Best effort: reports a failure. */
  end(): Promise<void>;
}

/** Call it before the new login replaces the session. */
export async function previousSession(context: Context): Promise<PreviousSession> {
  const storage = storageOf(context);
  const copy = memoryStorage();
  for (const key of await storage.keys('')) {
    // Unsent messages stay where they are.
    const value = key.includes(':outbox:') ? undefined : await storage.get(key);
    if (value !== undefined) await copy.set(key, value);
  }
  return { end: () => endSession(context, copy) };
}

async function endSession(context: Context, storage: ReturnType<typeof memoryStorage>): Promise<void> {
  const old = clientOf(context, storage);
  try {
    if (await old.resume()) await old.sessions.end('current');
  } catch (error) {
    if (error instanceof CoreChatError && !error.transient) return; // it is over already
    const list = 'corechat sessions lists where that user is logged in.';
    context.complain(`The login from before could not be ended: ${describe(context, error)} ${list}`);
  } finally {
    old.close();
  }
}
