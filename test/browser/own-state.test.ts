/** Pinned, archived and marked-unread conversations. */
import { expect, inject } from 'vitest';
import { acceptByApi, sendByApi, tokenOf } from './support/accounts.ts';
import { inbox, inboxRow, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

test('pins, marks as unread, archives and brings back', async ({ visit, person }) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  const hers = await tokenOf(url, alice);
  const says = async (from: typeof bob, text: string) =>
    sendByApi(url, await tokenOf(url, from), alice.username, text);
  for (const peer of [bob, carol]) {
    await says(peer, `hello from ${peer.username}`);
    await acceptByApi(url, hers, peer.username);
  }
  const { page } = await visitAs(visit, alice);
  const choose = async (item: string) => {
    await page.getByRole('button', { name: 'More about this conversation' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const rows = () => inbox(page).getByRole('link').filter({ hasText: 'hello from' }).allInnerTexts();
  await expect.poll(async () => (await rows())[0]).toContain(carol.username);

  await openChat(page, bob);
  await choose('Pin to the top');
  await inboxRow(page, bob).getByText('Pinned', { exact: true }).waitFor({ state: 'attached' });
  await expect.poll(async () => (await rows())[0]).toContain(bob.username);

  await choose('Mark as unread');
  await inboxRow(page, bob).getByText('unread').waitFor({ state: 'attached' });
  await page.reload();
  await inboxRow(page, bob).getByText('unread').waitFor({ state: 'attached' });
  await openChat(page, bob);
  await page.getByText('New messages').waitFor();
  await inboxRow(page, bob).getByText('unread').waitFor({ state: 'detached' });

  await choose('Notifications…');
  await page.getByRole('radio', { name: 'Nothing' }).check();
  await page.getByRole('button', { name: 'Done' }).click();

  await choose('Archive');
  await inboxRow(page, bob).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Archived' }).click();
  await inboxRow(page, bob).waitFor();
  await inboxRow(page, carol).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Back to all conversations' }).click();
  await inboxRow(page, carol).waitFor();
  await says(bob, 'hello from the archive');
  await inboxRow(page, bob).getByText('hello from the archive').waitFor();
});
