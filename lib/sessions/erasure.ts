/** For the deletion of accounts. */
import { closeSocketsOf } from '../realtime/publish.ts';
import { deleteSessions } from './store/sessions.ts';

/** Idempotent. */
export async function eraseSessions(username: string): Promise<void> {
  await deleteSessions(username);
  await closeSocketsOf(username, () => true);
}
