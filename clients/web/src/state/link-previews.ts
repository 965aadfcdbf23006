/** Whether the user wants link previews: a setting of the account, which this browser remembers. */
import { chat } from '../app/client.ts';
import { setting } from './local.ts';
import { self } from './session.ts';

const remembered = setting('corechat:link-previews', ['on', 'off'], 'on');

export const wantsLinkPreviews = (): boolean => remembered.state.value === 'on';

export const noteLinkPreviews = (wanted: boolean): void => remembered.set(wanted ? 'on' : 'off');

let askedFor = '';

/** Asks once for each user, when the first preview is shown: it can be changed on another device. */
export function refreshLinkPreviews(): void {
  const username = self();
  if (askedFor === username) return;
  askedFor = username;
  chat.me.show().then(
    (profile) => {
      // A server of an earlier release has no such setting.
      if (self() === username) noteLinkPreviews(profile.link_previews !== false);
    },
    () => {
      askedFor = '';
    },
  );
}
