/** What deleting an account asks of its sessions. */
import { closeSocketsOf } from '../realtime/publish.ts';
import { deleteSessions } from './store/sessions.ts';

/** Of an account that is deleted. Again, it changes nothing. */
export async function eraseSessions(username: string): Promise<void> {
  await deleteSessions(username);
  await closeSocketsOf(username, () => true);
}
