/** Effects of an incoming message: the title, the tab's icon, the screen reader. Notifications are in notifier.ts. */
import { effect } from '@preact/signals';
import { chat } from '../app/client.ts';
import faviconUrl from '../assets/favicon.svg';
import unreadFaviconUrl from '../assets/favicon-unread.svg';
import { announce } from './announcer.ts';
import { isBlocked } from './blocks.ts';
import { calledOf, systemText } from './groups.ts';
import { inbox } from './inbox.ts';
import { phase } from './session.ts';
import { oneLine } from './text.ts';
import { titleFor } from './title.ts';

chat.on('message', ({ change, message, own, live }) => {
  if (!live || own || change !== 'created') return;
  const { From, Message, System } = message;
  if (isBlocked(From)) return;
  announce(System ? systemText(message) : `${calledOf(From)}: ${oneLine(Message)}`);
});

effect(() => {
  const unread = phase.value.name === 'logged-in' ? inbox.value.unread : 0;
  document.title = titleFor(unread);
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon) icon.href = unread > 0 ? unreadFaviconUrl : faviconUrl;
});
