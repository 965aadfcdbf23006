/** Every screen of groups, and how to get there. */
import type { Page } from 'playwright-core';
import { http } from '../../support/http/http.ts';
import { type Account, tokenOf } from './accounts.ts';
import type { Screen } from './screens.ts';

/** A group made through the API. @param members contacts of the owner @returns its id */
export async function groupByApi(url: string, owner: Account, members: Account[], more: object = {}) {
  const body = {
    Name: 'Lighthouse',
    Members: members.map(({ username }) => username),
    ClientId: owner.username,
    ...more,
  };
  const headers = { authorization: `Bearer ${await tokenOf(url, owner)}` };
  const answer = await http('POST', `${url}/groups`, body, headers);
  if (answer.status !== 201) throw new Error(`Making a group answered ${answer.status}`);
  return answer.body.Conversation as string;
}

export const details = (page: Page) => page.getByRole('region', { name: 'About the group' });

const go = (page: Page, hash: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

/** A view of the details. @param ready what it shows */
const view = (label: string, ready: (page: Page) => Promise<unknown>): Screen => ({
  name: `group: ${label}`,
  show: async (page) => {
    const back = details(page).getByRole('button', { name: 'Back to the group' });
    if (await back.count()) await back.click();
    await details(page).getByRole('button', { name: label }).click();
    await ready(page);
  },
});

/** @param id of a group that the user owns with the peer */
export const ofGroups = (id: string, peer: Account): Screen[] => [
  {
    name: 'new group: people',
    show: async (page) => {
      await go(page, '#/new-group');
      await page.getByLabel('Search people by name').fill(peer.username);
      await page.getByRole('button', { name: peer.username, pressed: false }).click();
      await page.getByRole('button', { name: `Take out ${peer.username}` }).waitFor();
    },
  },
  {
    name: 'new group: name',
    show: async (page) => {
      await page.getByRole('button', { name: 'Go on with 1' }).click();
      await page.getByRole('button', { name: 'Make the group' }).click();
      await page.getByText('Give the group a name.').waitFor();
    },
  },
  {
    name: 'groups to join',
    show: async (page) => {
      await go(page, '#/groups');
      await page.getByRole('button', { name: 'Join Lantern' }).first().waitFor();
    },
  },
  {
    name: 'no group to join',
    show: async (page) => {
      await page.getByLabel('Search groups by name').fill('no group of this name');
      await page.getByRole('heading', { name: 'No group found' }).waitFor();
    },
  },
  {
    name: 'group with pinned messages',
    show: async (page) => {
      await go(page, `#/c/${id}`);
      await page.getByText('You made the group “Lighthouse”').last().waitFor();
      await page.getByRole('button', { name: 'All 2 pinned messages' }).waitFor();
    },
  },
  {
    name: 'group: details',
    show: async (page) => {
      await go(page, `#/g/${id}`);
      await details(page).getByText('2 members').waitFor();
    },
  },
  view('Name and picture', (page) => details(page).getByRole('button', { name: 'Save' }).waitFor()),
  view('Add people', (page) => page.getByRole('button', { name: 'Pick people to add' }).waitFor()),
  view('Invite links', async (page) => {
    await details(page).getByRole('button', { name: 'Make a link' }).click();
    await details(page).getByLabel('Invite link').waitFor();
    await details(page).getByText('0 joined').waitFor();
  }),
  {
    name: 'join by a link',
    show: async (page) => {
      const link = await details(page).getByLabel('Invite link').inputValue();
      await go(page, new URL(link).hash);
      await page.getByRole('button', { name: 'Join' }).waitFor();
    },
  },
  {
    name: 'group: settings',
    show: async (page) => {
      await go(page, `#/g/${id}`);
      await details(page).getByRole('button', { name: 'Group settings' }).click();
      await details(page).getByRole('group', { name: 'Who writes' }).waitFor();
    },
  },
  {
    name: 'group: handing over',
    show: async (page) => {
      await details(page).getByRole('button', { name: 'Back to the group' }).click();
      await details(page).getByRole('button', { name: 'Leave the group…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
      await page.getByRole('dialog').getByLabel(peer.username).waitFor();
    },
  },
];
