/** The user who is logged in, and the phases before that is known. */
import { signal } from '@preact/signals';
import { chat } from '../app/client.ts';
import { go } from '../app/router.ts';
import { inboxSearch } from './inbox-search.ts';
import { forgetKept, rememberLastUser } from './local.ts';
import { messageSearch } from './message-search.ts';
import { forgetPeople } from './people.ts';

export type Phase =
  | { name: 'starting' }
  /** a session may exist, but the server could not be reached */
  | { name: 'unreachable'; error: unknown }
  | { name: 'logged-out'; reason?: 'logout' | 'revoked' | 'expired' | 'other-tab' | 'deleted' }
  | { name: 'logged-in'; username: string };

export const phase = signal<Phase>({ name: 'starting' });

export const self = (): string => (phase.value.name === 'logged-in' ? phase.value.username : '');

function enter(): void {
  const username = chat.session?.username;
  if (username === undefined) return;
  const { value } = phase;
  if (value.name === 'logged-in' && value.username === username) return;
  rememberLastUser(username);
  phase.value = { name: 'logged-in', username };
  chat.connect();
  void chat.inbox.load().catch(() => {}); // the inbox shows its own error
}

function leave(reason: (Phase & { name: 'logged-out' })['reason']): void {
  chat.disconnect();
  forgetPeople();
  forgetKept();
  inboxSearch.value = '';
  messageSearch.value = '';
  // After a session that the user has ended, the next user does not begin at its open screen.
  const isByUser = reason === 'logout' || reason === 'other-tab' || reason === 'deleted';
  if (isByUser) go({ name: 'login' }, { replace: true });
  phase.value = reason ? { name: 'logged-out', reason } : { name: 'logged-out' };
}

chat.on('session', (event) => {
  if (event.state === 'logged-in') enter();
  else if (phase.value.name !== 'logged-out') leave(event.reason);
});

let starting: Promise<void> | undefined;

/**
 * Resumes the session of the last visit, if there is one. Concurrent calls share one attempt.
 * @param offline resumes it without the server, if it can
 */
export function start(offline?: () => Promise<boolean>): Promise<void> {
  starting ??= resume(offline).finally(() => {
    starting = undefined;
  });
  return starting;
}

async function resume(offline?: () => Promise<boolean>): Promise<void> {
  try {
    if (await chat.resume()) enter();
    else leave(undefined);
  } catch (error) {
    if (!(await offline?.())) phase.value = { name: 'unreachable', error };
  }
}

/** @throws CoreChatError */
export async function logIn(username: string, password: string): Promise<void> {
  await chat.logIn({ username, password });
  enter();
}

/** Also works without a connection: this browser forgets the session in any case. */
export async function logOut(): Promise<void> {
  await chat.logOut().catch(() => {});
  leave('logout');
}

export const leaveDeletedAccount = (): void => leave('deleted');
