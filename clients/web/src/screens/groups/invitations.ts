/** Links that let people into a group. */
import { chat } from '../../app/client.ts';
import { href } from '../../app/router.ts';
import { copyText } from '../../state/clipboard.ts';
import { notify } from '../../state/toasts.ts';

/** The address at which the group can be joined. */
export const joinLink = (code: string): string =>
  (location.href.split('#')[0] ?? '') + href({ name: 'join', code });

const DAY_SECONDS = 24 * 60 * 60;

/** A link for so many people, for a week. @throws CoreChatError */
export async function makeLinkFor(id: string, people: number): Promise<string> {
  const { Code } = await chat.groups.invite(id, { ExpiresIn: 7 * DAY_SECONDS, MaxUses: people });
  return joinLink(Code);
}

export async function copyLink(link: string): Promise<void> {
  if (await copyText(link)) notify('Copied the link.');
  else notify('The link could not be copied. Select it and copy it by hand.', 'error');
}
