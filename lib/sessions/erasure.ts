/** For the deletion of accounts. */
import { closeSocketsOf } from '../realtime/publish.ts';
import { deleteAllSessions } from './store/sessions.ts';

/** Idempotent. */
export async function eraseSessions(username: string): Promise<void> {
  await deleteAllSessions(username);
  await closeSocketsOf(username, () => true);
}
