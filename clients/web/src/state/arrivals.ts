/** Effects of an incoming message: the title, the tab's icon, the screen reader, a notification. */
import { effect } from '@preact/signals';
import { chat } from '../app/client.ts';
import { go } from '../app/router.ts';
import faviconUrl from '../assets/favicon.svg';
import unreadFaviconUrl from '../assets/favicon-unread.svg';
import { announce } from './announcer.ts';
import { isWatchedAnywhere } from './attention.ts';
import { inbox } from './inbox.ts';
import { setting } from './local.ts';
import { isMuted, summaryOf } from './mutes.ts';
import { fullNameOf } from './names.ts';
import { nameOf, personOf } from './people.ts';
import { phase } from './session.ts';
import { oneLine } from './text.ts';
import { titleFor } from './title.ts';

export const notifications = setting('corechat:notifications', ['off', 'on'] as const, 'off');

/** Asks the browser. Call it only when the user has pressed a button. */
export async function allowNotifications(): Promise<boolean> {
  if (!('Notification' in window)) return false;
  const permission = await Notification.requestPermission();
  notifications.set(permission === 'granted' ? 'on' : 'off');
  return permission === 'granted';
}

/** @param peer username or conversation id */
function show(peer: string, from: string, text: string): void {
  if (notifications.state.value !== 'on' || !('Notification' in window)) return;
  if (Notification.permission !== 'granted') return;
  const summary = summaryOf(peer);
  if (summary && isMuted(summary, Date.now())) return;
  try {
    const notification = new Notification(fullNameOf(personOf(from).value), {
      body: oneLine(text),
      tag: `corechat:${peer.toLowerCase()}`,
      icon: faviconUrl,
    });
    notification.addEventListener('click', () => {
      window.focus();
      go({ name: 'chat', peer });
      notification.close();
    });
  } catch {
    // Chrome on Android only lets service workers do this.
  }
}

chat.on('message', ({ change, message, conversation, peer, own, live }) => {
  if (!live || own || change !== 'created') return;
  const { From, Message } = message;
  announce(`${nameOf(personOf(From).value)}: ${oneLine(Message)}`);
  void isWatchedAnywhere().then((isWatched) => isWatched || show(peer || conversation, From, Message));
});

effect(() => {
  const unread = phase.value.name === 'logged-in' ? inbox.value.unread : 0;
  document.title = titleFor(unread);
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon) icon.href = unread > 0 ? unreadFaviconUrl : faviconUrl;
});
