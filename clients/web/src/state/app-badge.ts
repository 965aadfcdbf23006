/** The number on the icon of the installed app: conversations with unread messages. */
import { effect } from '@preact/signals';
import { inbox } from './inbox.ts';
import { phase } from './session.ts';

/** Not in every browser. */
const setAppBadge = (navigator.setAppBadge as Navigator['setAppBadge'] | undefined)?.bind(navigator);

effect(() => {
  const { name } = phase.value;
  if (name !== 'logged-in' && name !== 'logged-out') return;
  const { conversations, status } = inbox.value;
  // Before the inbox has loaded the badge of the last visit stays.
  if (name === 'logged-in' && status !== 'ready') return;
  const unread = name === 'logged-in' ? conversations.filter(({ Unread }) => Unread > 0).length : 0;
  // Zero clears it.
  setAppBadge?.(unread).catch(() => {});
});
