/** Notifications of the service worker whose reason is gone in this browser, also those that pages of before have left. */
import { effect } from '@preact/signals';
import type { ConversationSummary } from '#sdk';
import type { Noted } from '../worker/conversation-notification.ts';
import { watched } from './attention.ts';
import { inbox } from './inbox.ts';
import { isMuted } from './mutes.ts';
import { self } from './session.ts';
import { worker } from './worker.ts';

function isOver(noted: Noted | null, rows: readonly ConversationSummary[]): boolean {
  // It says only that there is something new, which the user sees now.
  if (!noted) return watched.peek();
  const row = rows.find(({ Conversation }) => Conversation === noted.conversation);
  if (!row) return false;
  return row.Blocked || isMuted(row, Date.now()) || noted.messages.every(({ Seq }) => Seq <= row.ReadSeq);
}

async function withdraw(
  registration: ServiceWorkerRegistration,
  rows: readonly ConversationSummary[],
): Promise<void> {
  for (const notification of await registration.getNotifications()) {
    if (isOver(notification.data as Noted | null, rows)) notification.close();
  }
}

effect(() => {
  const registration = worker.value;
  const { conversations, archived, status } = inbox.value;
  watched.value; // looks again when the user comes back
  if (!registration || self() === '' || status !== 'ready') return;
  withdraw(registration, [...conversations, ...archived]).catch(() => {});
});
