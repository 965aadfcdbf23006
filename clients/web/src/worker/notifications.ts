/** Notifications of pushes, and what a click on one does. */
import { afterPush, lookOf, type Noted } from './conversation-notification.ts';
import { tagOf, type WorkerMessage } from './messages.ts';
import { parsePush } from './push-payload.ts';

declare const self: ServiceWorkerGlobalScope;

/** Addresses of pictures in the build (installable.ts). */
declare const ICON: string;
declare const BADGE: string;

/** `renotify` is not in TypeScript's library, because Safari lacks it. */
type Options = NotificationOptions & { renotify?: boolean };

const COMMON: Options = { icon: ICON, badge: BADGE };

const { registration } = self;

async function appWindows(): Promise<WindowClient[]> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  // The API's reference has the same origin.
  return windows.filter(({ url }) => new URL(url).pathname === '/');
}

async function tell(message: WorkerMessage): Promise<void> {
  for (const window of await appWindows()) window.postMessage(message);
}

async function notify(title: string, options: Options): Promise<void> {
  await registration.showNotification(title, { ...COMMON, ...options });
  // Without a number: pages know how many conversations are unread, and set it while one is open.
  if ((await appWindows()).length === 0) await navigator.setAppBadge?.().catch(() => {});
}

/** A browser takes the permission away when pushes show nothing: what cannot be read is announced without content. */
const notifyWithoutContent = (): Promise<void> =>
  notify('CoreChat', { tag: tagOf(''), body: 'You have new messages' });

async function apply(payload: string): Promise<void> {
  const push = parsePush(payload);
  if (!push) return notifyWithoutContent();
  // The window that the user looks at shows the message.
  if (push.Type === 'message' && (await appWindows()).some(({ focused }) => focused)) return;
  const tag = tagOf(push.Conversation);
  const shown = await registration.getNotifications({ tag });
  const change = afterPush(shown[0]?.data as Noted | undefined, push);
  if (change === 'keep') return;
  if (change === 'close') {
    for (const notification of shown) notification.close();
    return;
  }
  const { title, body } = lookOf(change.show);
  const sound: Options = change.alerts ? { renotify: true } : { silent: true };
  await notify(title, { tag, body, data: change.show, ...sound });
}

let turn: Promise<unknown> = Promise.resolve();

/** Shows, corrects or withdraws a notification. One push after the other, because each continues what the one before has shown. */
export function pushed(payload: string): Promise<void> {
  const done = turn.then(() => apply(payload)).catch(notifyWithoutContent);
  turn = done.catch(() => {});
  return done;
}

/** Shows the conversation of a notification, in a window of the app that is open. */
export async function openConversation(notification: Notification): Promise<void> {
  notification.close();
  const { peer = '' } = (notification.data ?? {}) as Partial<Noted>;
  const hash = peer === '' ? '#/' : `#/c/${encodeURIComponent(peer)}`;
  const windows = await appWindows();
  const window =
    windows.find(({ focused }) => focused) ??
    windows.find(({ visibilityState }) => visibilityState === 'visible') ??
    windows[0];
  if (!window) {
    await self.clients.openWindow(`/${hash}`);
    return;
  }
  window.postMessage({ type: 'open', hash } satisfies WorkerMessage);
  // Refused unless a click is the reason.
  await window.focus().catch(() => {});
}

export const dismissed = ({ tag }: Notification): Promise<void> => tell({ type: 'dismissed', tag });

/**
 * The browser has ended or replaced the subscription. The worker holds no token, so an open page tells the server; without one the next
 * page that opens does.
 */
export async function subscriptionChanged(before: PushSubscription | null | undefined): Promise<void> {
  const applicationServerKey = before?.options.applicationServerKey;
  const now = await registration.pushManager.getSubscription();
  if (!now && applicationServerKey)
    await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }).catch(() => {});
  await tell({ type: 'subscription-changed' });
}
