/** Each kind of file in a real browser: shown, played or saved, and never run. Violations of the app's policy fail each test (faults.ts). */
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { sunset } from '../../local/demo/png.ts';
import { http } from '../support/http/http.ts';
import { acquaintByApi, tokenOf } from './support/accounts.ts';
import { composer, IS_KEPT, messageThatIs, openChat, visitAs } from './support/app.ts';
import { attach, pictureOf, sendButton, type TestFile, tray } from './support/files.ts';
import { avif, fileOf, gif, madeByBrowser, mp3, ogg, wav } from './support/made-files.ts';
import { test } from './support/visitors.ts';

const url = inject('productUrl');

const ready = (page: Page) =>
  expect.poll(() => sendButton(page).getAttribute('aria-disabled'), { timeout: 20_000 }).not.toBe('true');

async function sendFiles(page: Page, caption: string, files: TestFile[]): Promise<void> {
  await attach(page, ...files);
  await expect.poll(() => tray(page).getByRole('listitem').count()).toBe(files.length);
  await ready(page);
  await composer(page).fill(caption);
  await sendButton(page).click();
  await messageThatIs(page, caption, IS_KEPT).waitFor();
}

interface Sent {
  Id: string;
  Name: string;
  Type: string;
}

/** Where the files of the last message are, as their reader gets them. */
async function filesSeenBy(token: string, peer: string): Promise<(Sent & { Url: string })[]> {
  const headers = { authorization: `Bearer ${token}` };
  const { body } = await http('GET', `${url}/messages?User=${peer}`, undefined, headers);
  const files: Sent[] = body.at(-1).Attachments;
  return Promise.all(
    files.map(async (file) => {
      const found = await http('GET', `${url}/attachments/${file.Id}`, undefined, headers);
      return { ...file, Url: found.body.Url };
    }),
  );
}

/** As a program that does not look at its files first. @returns what a send of it is answered */
async function sendByProgram(token: string, to: string, { name, mimeType, buffer }: TestFile) {
  const headers = { authorization: `Bearer ${token}` };
  const Sha256 = createHash('sha256').update(buffer).digest('hex');
  const described = { Name: name, Type: mimeType, Size: buffer.length, Sha256 };
  const { body } = await http('POST', `${url}/attachments`, described, headers);
  const { Url, Headers } = body.Upload;
  await fetch(Url, { method: 'PUT', headers: Headers, body: new Uint8Array(buffer) });
  const sent = await http('POST', `${url}/messages`, { User: to, Attachments: [body.Id] }, headers);
  return { id: body.Id as string, status: sent.status, code: sent.body.code as string | undefined };
}

test('pictures of each format are shown, and a picture whose address has expired gets another', async ({
  visit,
  person,
  browser,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, alice, bob);
  const made = await madeByBrowser(browser);
  const pictures = [...made.filter(({ mimeType }) => mimeType.startsWith('image/')), gif, avif];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await sendFiles(page, 'Pictures', pictures);
  const { page: his, context, faults } = await visitAs(visit, bob);
  faults.expect(/403/);
  const refused = new Set<string>();
  await context.route(/\/attachments\/[\w-]+\?/, (route) => {
    const key = new URL(route.request().url()).pathname;
    if (refused.has(key)) return route.continue();
    refused.add(key);
    return route.fulfill({ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
  });
  await openChat(his, alice);
  for (const { name } of pictures) {
    const image = await pictureOf(his, name);
    expect(await image.evaluate((each) => (each as HTMLImageElement).naturalWidth), name).toBeGreaterThan(0);
  }
  expect(refused.size).toBe(pictures.length);
  for (const { Name, Type, Url } of await filesSeenBy(await tokenOf(url, bob), alice.username)) {
    const { headers } = await fetch(Url);
    expect([headers.get('content-type'), headers.get('content-disposition')?.split(';')[0]], Name).toEqual([
      pictures.find(({ name }) => name === Name)?.mimeType,
      'inline',
    ]);
    expect(Type).toBe(headers.get('content-type'));
  }
});

test('films and sounds of each format are played in their message', async ({ visit, person, browser }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, alice, bob);
  const made = await madeByBrowser(browser);
  const media = [...made.filter(({ mimeType }) => !mimeType.startsWith('image/')), wav(), mp3(), ogg()];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await sendFiles(page, 'Media', media);
  const { page: his } = await visitAs(visit, bob);
  await openChat(his, alice);
  for (const { name, mimeType } of media) {
    const player = his.locator(`${mimeType.split('/')[0]}[aria-label="${name}"]`);
    await player.scrollIntoViewIfNeeded();
    const reached = () =>
      player.evaluate(async (each) => {
        const element = each as HTMLMediaElement;
        element.muted = true;
        if (element.readyState > 0) await element.play().catch(() => {});
        return element.error ? element.error.message : element.currentTime > 0;
      });
    await expect.poll(reached, { timeout: 20_000, message: name }).toBe(true);
  }
});

const SCRIPT = 'document.title="ran";globalThis.ran&&ran("it ran")';
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload='${SCRIPT}'><script>${SCRIPT}</script></svg>`;
const HTML = `<!doctype html><body onload='${SCRIPT}'><script>${SCRIPT}</script>`;
/** A JPEG file with a page in its comment and behind its end. */
const polyglot = (jpeg: Buffer): Buffer => {
  const comment = Buffer.from(`\xff\xfe\0\0${HTML}`, 'latin1');
  comment.writeUInt16BE(comment.length - 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2), Buffer.from(HTML)]);
};

test('everything else is saved under its name, and no script of it runs where its address is opened', async ({
  visit,
  person,
  browser,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, alice, bob);
  const others = [
    fileOf('paper.pdf', 'application/pdf', `%PDF-1.4\n${SCRIPT}`),
    fileOf('archive.zip', 'application/zip', 'PK\x03\x04'),
    fileOf('drawing.svg', 'image/svg+xml', SVG),
    fileOf('page.html', 'text/html', HTML),
    fileOf('page.xhtml', 'application/xhtml+xml', SVG),
    fileOf('script.js', 'text/javascript', SCRIPT),
    fileOf('photo.heic', 'image/heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
    fileOf('no picture.png', 'image/png', HTML),
  ];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await attach(page, ...others);
  await page
    .getByText(
      'HEIC pictures are not shown in CoreChat: it is sent as a file, also with the place where it was taken.',
    )
    .first()
    .waitFor();
  await ready(page);
  await composer(page).fill('Files');
  await sendButton(page).click();
  await messageThatIs(page, 'Files', 'Sent').waitFor();

  const { page: his, context, faults } = await visitAs(visit, bob);
  faults.expect(/net::ERR_ABORTED/);
  const ran: string[] = [];
  await context.exposeFunction('ran', (where: string) => ran.push(where));
  await openChat(his, alice);
  for (const { name } of others) await his.getByRole('button', { name: `Download ${name}` }).waitFor();
  for (const { Name, Url } of await filesSeenBy(await tokenOf(url, bob), alice.username)) {
    const { headers } = await fetch(Url);
    expect(headers.get('content-type'), Name).toBe('application/octet-stream');
    expect(headers.get('content-disposition'), Name).toMatch(/^attachment; filename="/);
    const opened = await context.newPage();
    const saving = opened.waitForEvent('download');
    await opened.goto(Url).catch(() => undefined);
    expect((await saving).suggestedFilename()).toBe(Name);
    expect(opened.url()).toBe('about:blank');
    await opened.close();
  }

  const jpeg = (await madeByBrowser(browser)).find(({ mimeType }) => mimeType === 'image/jpeg');
  const both = polyglot(jpeg?.buffer ?? Buffer.alloc(0));
  await sendFiles(page, 'Both', [fileOf('both.jpg', 'text/html', both)]);
  await pictureOf(his, 'both.jpg');
  const [cleaned] = await filesSeenBy(await tokenOf(url, bob), alice.username);
  expect(
    Buffer.from(await (await fetch(cleaned?.Url ?? '')).arrayBuffer()).equals(jpeg?.buffer ?? both),
  ).toBe(true);

  const token = await tokenOf(url, alice);
  for (const type of ['image/jpeg', 'text/html']) {
    const { status } = await sendByProgram(token, bob.username, fileOf('both.html', type, both));
    expect(status, type).toBe(201);
    const [seen] = await filesSeenBy(await tokenOf(url, bob), alice.username);
    const opened = await context.newPage();
    await opened.goto(seen?.Url ?? '').catch(() => undefined);
    expect(await opened.title(), type).not.toBe('ran');
    await opened.close();
  }
  for (const file of [
    fileOf('a.png', 'image/png', HTML),
    fileOf('a.jpg', 'image/jpeg', SVG),
    fileOf('a.mp4', 'video/mp4', SVG),
  ])
    expect(await sendByProgram(token, bob.username, file)).toMatchObject({
      status: 409,
      code: 'attachment_refused',
    });
  expect(ran).toEqual([]);
});

test('empty, large and damaged files are refused with the reason, and names are made safe', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(/413/);
  await openChat(page, bob);
  const refusals: [TestFile, string | RegExp][] = [
    [fileOf('empty.txt', 'text/plain', ''), 'The file is empty.'],
    [
      fileOf('large.bin', 'application/x-any', Buffer.alloc(25 * 1024 * 1024 + 1)),
      /larger than this server takes/,
    ],
    [fileOf('damaged.jpg', 'image/jpeg', `\xff\xd8\xff\xe0${HTML}`), /The picture is damaged/],
    [fileOf('damaged.png', 'image/png', sunset(8, 8).subarray(0, 30)), /The picture is damaged/],
  ];
  for (const [file, reason] of refusals) {
    await attach(page, file);
    await tray(page).getByText(reason).waitFor();
    await page.getByRole('button', { name: `Remove ${file.name}` }).click();
  }
  const long = `${'n'.repeat(300)}.txt`;
  await sendFiles(page, 'Names', [
    fileOf('..\\..\\secret\\boot.ini', 'text/plain', 'x'),
    fileOf('invoice\u202efdp.exe', 'text/plain', 'x'),
    fileOf(long, 'text/plain', 'x'),
  ]);
  const names = (await filesSeenBy(await tokenOf(url, alice), bob.username)).map(({ Name }) => Name);
  expect(names).toEqual(['boot.ini', 'invoicefdp.exe', `${'n'.repeat(251)}.txt`]);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download boot.ini' }).click();
  expect((await saving).suggestedFilename()).toBe('boot.ini');
});
