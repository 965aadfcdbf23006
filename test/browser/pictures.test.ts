/** Pictures of people and groups: chosen in the settings, seen by others. */
import type { Locator, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { pngOf } from '../../local/demo/png.ts';
import { bearer, http } from '../support/http/http.ts';
import { acquaintByApi, tokenOf } from './support/accounts.ts';
import { inbox, inboxRow, openChat, visitAs } from './support/app.ts';
import { details } from './support/group-screens.ts';
import { fileOf } from './support/made-files.ts';
import { test } from './support/visitors.ts';

const url = inject('productUrl');

/** Red on the left, green in the middle, blue on the right: of a square in the middle all is green. */
const WIDE = fileOf(
  'wide.png',
  'image/png',
  pngOf(900, 300, (x) => (x < 300 ? [255, 0, 0] : x < 600 ? [0, 255, 0] : [0, 0, 255])),
);

const loaded = async (image: Locator) => {
  await image.waitFor();
  await expect
    .poll(() => image.evaluate((each) => (each as HTMLImageElement).naturalWidth), { timeout: 20_000 })
    .toBe(300);
};

const picker = (page: Page) => page.getByRole('group', { name: 'Picture' });

const choose = (page: Page, file = WIDE) => picker(page).locator('input[type=file]').setInputFiles(file);

test('a person has a picture, cut to a square, which others see at once', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, alice, bob);
  const { page: his } = await visitAs(visit, bob);
  await openChat(his, alice);
  const { page } = await visitAs(visit, alice);
  await page.goto('/#/settings/profile');
  await choose(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your profile is saved.').waitFor();

  const image = inboxRow(his, alice).locator('.avatar-picture img');
  await loaded(image);
  const src = await image.getAttribute('src');
  const { body } = await http(
    'GET',
    `${url}/Users/${alice.username}`,
    undefined,
    bearer(await tokenOf(url, bob)),
  );
  expect(src).toContain(body.avatar.picture);
  const bytes = Buffer.from(await (await fetch(src ?? '')).arrayBuffer()).toString('base64');
  const corner = await his.evaluate(async (base64) => {
    const picture = new Blob([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))]);
    const bitmap = await createImageBitmap(picture);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    return [...context.getImageData(2, 150, 1, 1).data];
  }, bytes);
  expect(corner[1]).toBeGreaterThan(200);
  expect(corner[0]).toBeLessThan(60);

  await picker(page).getByRole('button', { name: 'initials' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => inbox(his).locator('.avatar-picture').count()).toBe(0);
  await expect.poll(async () => (await fetch(src ?? '')).status).toBe(404);
});

test('a picture that cannot be decoded is refused, and initials stay where one cannot be loaded', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, alice, bob);
  const { page, context, faults } = await visitAs(visit, alice);
  await page.goto('/#/settings/profile');
  await picker(page)
    .locator('input[type=file]')
    .setInputFiles(fileOf('a.png', 'image/png', '<svg>'));
  await page.getByText('This browser cannot show the file as a picture.').waitFor();
  await choose(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your profile is saved.').waitFor();
  faults.expect(/ERR_FAILED|Failed to load resource/);
  await context.route(/\/attachments\/[\w-]+\?/, (route) => route.abort());
  await page.reload();
  await expect.poll(() => picker(page).locator('.avatar-picture').count(), { timeout: 20_000 }).toBe(0);
  await picker(page).getByText(alice.username.slice(0, 1), { exact: false }).first().waitFor();
});

test('a new group has a picture, and its admin chooses another; saving waits for the upload', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, alice, bob);
  const { page: his } = await visitAs(visit, bob);
  const { page } = await visitAs(visit, alice);
  await page.goto('/#/people');
  await page.getByRole('link', { name: 'New group' }).first().click();
  await page.getByLabel('Search people by name').fill(bob.username);
  await page.getByRole('button', { name: bob.username, exact: false, pressed: false }).click();
  await page.getByRole('button', { name: 'Go on with 1' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Lighthouse');
  await choose(page);
  await page.getByRole('button', { name: 'Make the group' }).click();
  const image = inbox(his)
    .getByRole('listitem')
    .filter({ hasText: 'Lighthouse' })
    .locator('.avatar-picture img');
  await loaded(image);
  const first = await image.getAttribute('src');

  await page.getByText('You made the group “Lighthouse”').last().waitFor();
  const group = /~[\w-]{22}/.exec(page.url())?.[0] ?? '';
  await page.goto(`/#/g/${group}`);
  await details(page).getByRole('button', { name: 'Name and picture' }).click();
  await choose(page);
  await details(page).getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => image.getAttribute('src'), { timeout: 20_000 }).not.toBe(first);
  await loaded(image);
  // The old bytes go after the change is announced.
  await expect.poll(async () => (await fetch(first ?? '')).status).toBe(404);
});

test('Enter saves nothing while a picture is uploaded, and an emoji that is chosen then stays', async ({
  visit,
  person,
}) => {
  const { page, context } = await visitAs(visit, await person('alice'));
  await page.goto('/#/settings/profile');
  const uploading = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  await context.route('**/*', async (route) => {
    if (route.request().method() === 'PUT') {
      uploading.resolve();
      await goOn.promise;
    }
    await route.fallback();
  });
  const saves: unknown[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH' && request.url().endsWith('/me')) saves.push(request.postDataJSON());
  });
  await choose(page);
  await uploading.promise;
  await page.getByLabel('First name').press('Enter');
  await picker(page).getByRole('button', { name: '🦊' }).click();
  const uploaded = page.waitForResponse((response) => response.request().method() === 'PUT');
  goOn.resolve();
  await uploaded;
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your profile is saved.').waitFor();
  expect(saves).toMatchObject([{ avatar: { emoji: '🦊' } }]);
});
