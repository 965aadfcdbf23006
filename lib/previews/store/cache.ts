/** What pages said lately, so that a link that many send is fetched once. By a hash: an address can be a secret. */
import { createHash } from 'node:crypto';
import { collection } from '../../platform/mongo.ts';
import type { PageText } from '../page.ts';

interface CachedPage {
  /** SHA-256 of the address, as base64url */
  _id: string;
  /** null: there is no preview */
  page: PageText | null;
  expiresAt: Date;
}

const pages = collection<CachedPage>('linkpreviews');

export const previewIndexes = {
  collection: 'linkpreviews',
  indexes: [{ name: 'expired', key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
} as const;

/** What is behind "#" stays in the browser. */
const keyOf = (url: string): string =>
  createHash('sha256')
    .update(url.split('#')[0] ?? '')
    .digest('base64url');

/** @returns undefined for a page that is not known, null for one without a preview */
export async function findPage(url: string, at: Date): Promise<PageText | null | undefined> {
  // Expired ones are removed once a minute.
  const found = await pages.findOne({ _id: keyOf(url), expiresAt: { $gt: at } });
  return found?.page;
}

export async function keepPage(url: string, page: PageText | null, expiresAt: Date): Promise<void> {
  await pages.updateOne({ _id: keyOf(url) }, { $set: { page, expiresAt } }, { upsert: true });
}
