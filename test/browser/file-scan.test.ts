/** Files that are scanned for viruses: what both people see before and after the result, without a reload. */
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect } from 'vitest';
import { findRun } from '../../local/run-file.ts';
import { askSqs } from '../../local/sqs.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';
import { acquaintByApi, registerAccount } from './support/accounts.ts';
import { IS_KEPT, messageThatIs, openChat, visitAs } from './support/app.ts';
import { attach, picture, pictureOf, sendButton, textFile } from './support/files.ts';
import { test } from './support/visitors.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct(await makeDataDir(), { env: { FILE_SCAN: 'on' } });
}, 120_000);
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

/** As a scanner reports on the file of this name. */
async function report(name: string, scanResultStatus: string): Promise<void> {
  const env = (await findRun(product.dataDir))?.env ?? {};
  const client = new MongoClient(env.MONGODB_URI ?? '');
  const files = client.db(env.MONGODB_DATABASE).collection<{ _id: string; name: string }>('attachments');
  const file = await files.findOne({ name });
  await client.close();
  const { href: QueueUrl, origin } = new URL(env.QUEUE_URL ?? '');
  const MessageBody = JSON.stringify({
    'detail-type': 'GuardDuty Malware Protection Object Scan Result',
    detail: {
      s3ObjectDetails: { objectKey: `attachments/${file?._id}` },
      scanResultDetails: { scanResultStatus },
    },
  });
  await askSqs(origin, 'SendMessage', { QueueUrl, MessageBody });
}

test('a file is shown to the other person once it has passed, and to nobody once it is refused', async ({
  visit,
}) => {
  const { url } = product;
  const [alice, bob] = [await registerAccount(url, 'alice'), await registerAccount(url, 'bob')];
  await acquaintByApi(url, bob, alice);
  const [{ page: hers }, { page: his }] = [
    await visitAs(visit, alice, { url }),
    await visitAs(visit, bob, { url }),
  ];
  await openChat(hers, bob);
  await openChat(his, alice);
  await attach(hers, picture('harbour.png'), textFile('notes.txt', 'Chapter one'));
  await sendButton(hers).click();
  await messageThatIs(hers, '', IS_KEPT).last().waitFor();

  await his.getByText('being checked for viruses').nth(1).waitFor();
  expect(await his.getByRole('button', { name: /harbour.png|notes.txt/ }).count()).toBe(0);
  await pictureOf(hers, 'harbour.png');

  await report('harbour.png', 'NO_THREATS_FOUND');
  await pictureOf(his, 'harbour.png');
  await report('notes.txt', 'THREATS_FOUND');
  for (const page of [hers, his]) {
    await page.getByText('Removed: failed the virus check').waitFor();
    await expect.poll(() => page.getByRole('button', { name: /notes.txt/ }).count()).toBe(0);
  }
  await expect.poll(() => his.getByText('being checked for viruses').count()).toBe(0);
});
