/** Every screen of the app, and how to get there. */
import type { Page } from 'playwright-core';
import type { Account } from './accounts.ts';
import { composer, inbox, loginForm, message, openChat } from './app.ts';

export interface Screen {
  name: string;
  show: (page: Page) => Promise<unknown>;
}

const go = async (page: Page, hash: string): Promise<void> => {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
};

/** Screens of visitors who are not logged in. */
export const OUTSIDE: Screen[] = [
  {
    name: 'login',
    show: async (page) => {
      await page.goto('/#/login');
      await loginForm(page).waitFor();
    },
  },
  {
    name: 'login with mistakes',
    show: async (page) => {
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByText('Enter your username.').waitFor();
    },
  },
  {
    name: 'register',
    show: async (page) => {
      await go(page, '#/register');
      await page.getByRole('heading', { name: 'Create your account' }).waitFor();
    },
  },
];

const settings = (section: string, ready: (page: Page) => Promise<unknown>): Screen => ({
  name: `settings: ${section}`,
  show: async (page) => {
    await go(page, `#/settings/${section}`);
    await ready(page);
  },
});

/** Screens of a user. @param peer has a conversation with the user, which holds the text `known` */
export const inside = (peer: Account, known: string): Screen[] => [
  {
    name: 'inbox',
    show: async (page) => {
      await go(page, '#/');
      await inbox(page).waitFor();
    },
  },
  {
    name: 'conversation',
    show: async (page) => {
      await openChat(page, peer);
      await message(page, known).first().waitFor();
    },
  },
  {
    name: 'emoji picker',
    show: async (page) => {
      await message(page, known).last().locator('[tabindex]').first().focus();
      await message(page, known).last().getByRole('button', { name: 'React' }).click();
      await page.getByRole('group', { name: 'Skin tone' }).waitFor();
    },
  },
  {
    name: 'actions of a message',
    show: async (page) => {
      await page.keyboard.press('Escape');
      await message(page, known).last().getByRole('button', { name: 'More' }).click();
      await page.getByText('Copy link').waitFor();
    },
  },
  {
    name: 'conversation, editing',
    show: async (page) => {
      await page.keyboard.press('Escape');
      await page.getByText('Copy link').waitFor({ state: 'detached' });
      await composer(page).press('ArrowUp');
      await page.getByRole('button', { name: 'Save the change' }).waitFor();
    },
  },
  {
    name: 'question',
    show: async (page) => {
      await page.getByRole('button', { name: 'Cancel editing' }).click();
      // The field takes the focus back.
      await page.locator('textarea:focus').waitFor();
      await message(page, known).last().locator('[tabindex]').first().press('Delete');
      await page.getByRole('dialog', { name: 'Delete this message?' }).waitFor();
    },
  },
  {
    name: 'profile of the peer',
    show: async (page) => {
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: peer.username }).click();
      await page.getByRole('dialog', { name: `About ${peer.username}` }).waitFor();
    },
  },
  {
    name: 'menu of the conversation',
    show: async (page) => {
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
      await page.getByRole('button', { name: 'More about this conversation' }).click();
      await page.getByRole('menuitem', { name: 'View profile' }).waitFor();
    },
  },
  {
    name: 'jump to a date',
    show: async (page) => {
      await page.getByRole('menuitem', { name: 'Jump to a date…' }).click();
      await page.getByRole('dialog').getByLabel('Day').waitFor();
    },
  },
  {
    name: 'people',
    show: async (page) => {
      await page.keyboard.press('Escape');
      await go(page, '#/people');
      await page.getByRole('navigation', { name: 'People' }).getByRole('listitem').first().waitFor();
    },
  },
  {
    name: 'nobody of that name',
    show: async (page) => {
      await go(page, '#/c/nobody-of-this-name');
      await page.getByRole('heading', { name: 'Nobody has this name' }).waitFor();
    },
  },
  settings('profile', (page) => page.getByLabel('Display name').waitFor()),
  settings('appearance', (page) => page.getByRole('radio', { name: 'Dark' }).waitFor()),
  settings('notifications', (page) => page.getByLabel(/No notifications at certain hours/).waitFor()),
  settings('password', (page) => page.getByLabel('New password').waitFor()),
  settings('devices', (page) => page.getByText('This device', { exact: true }).waitFor()),
  settings('blocked', (page) => page.getByText('You have blocked no one.').waitFor()),
  settings('data', (page) => page.getByRole('button', { name: 'Export my data' }).waitFor()),
];
