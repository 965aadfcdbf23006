/** The two ways to show a notification from a page. */

import { parseRoute } from '../app/route.ts';
import { go } from '../app/router.ts';
import iconUrl from '../assets/icons/icon-192.png';
import { lookOf, type Noted } from '../worker/conversation-notification.ts';
import { tagOf } from '../worker/messages.ts';
import type { Shown } from './notices.ts';
import { onWorkerMessage } from './worker.ts';

/** `renotify` is not in TypeScript's library, because Safari lacks it. */
type Options = NotificationOptions & { renotify?: boolean };

function optionsOf(noted: Noted, alerts: boolean): Options {
  return {
    body: lookOf(noted).body,
    tag: tagOf(noted.conversation),
    icon: iconUrl,
    data: noted,
    ...(alerts ? { renotify: true } : { silent: true }),
  };
}

/** By tag: what to call when the user closes a notification of the worker. */
const dismissals = new Map<string, () => void>();

/** Also where browsers have no other notifications, such as Chrome on Android. They outlive the page. */
export function showByWorker(
  registration: ServiceWorkerRegistration,
  noted: Noted,
  alerts: boolean,
  dismissed: () => void,
): Shown {
  const tag = tagOf(noted.conversation);
  dismissals.set(tag, dismissed);
  const shown = registration.showNotification(lookOf(noted).title, optionsOf(noted, alerts));
  const close = async () => {
    await shown;
    for (const notification of await registration.getNotifications({ tag })) notification.close();
  };
  return {
    close: () => {
      dismissals.delete(tag);
      close().catch(() => {}); // refused because the permission has gone, and the notification with it
    },
  };
}

/** Without a service worker. */
export function showByPage(noted: Noted, alerts: boolean, dismissed: () => void): Shown {
  const notification = new Notification(lookOf(noted).title, optionsOf(noted, alerts));
  notification.addEventListener('click', () => {
    window.focus();
    go({ name: 'chat', peer: noted.peer });
    notification.close();
  });
  notification.addEventListener('close', dismissed);
  return notification;
}

onWorkerMessage((message) => {
  if (message.type === 'open') go(parseRoute(message.hash));
  else if (message.type === 'dismissed') dismissals.get(message.tag)?.();
});
