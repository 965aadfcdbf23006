/** The texts of a page, from the cache or from the page. */
import { now } from '../platform/clock.ts';
import { describeError, log } from '../platform/log.ts';
import { fetchPublicPage } from '../platform/public-fetch.ts';
import { PageReader, type PageText } from './page.ts';
import { findPage, keepPage } from './store/cache.ts';

const KEPT_MS = 24 * 60 * 60_000;
/** A site that is down comes back. */
const FAILURE_KEPT_MS = 10 * 60_000;

/** The log names no address, which can be a secret. */
async function fetchPage(url: string): Promise<PageText | null> {
  const reader = new PageReader();
  try {
    await fetchPublicPage(url, reader);
    return reader.text() ?? null;
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    const isOwn = name === 'PageError';
    log.info('no link preview', { reason: isOwn ? describeError(error, 0) : (code ?? name) });
    return null;
  }
}

/** @returns null for a page that cannot be fetched, or has no title */
export async function pageAt(url: string): Promise<PageText | null> {
  const known = await findPage(url, now());
  if (known !== undefined) return known;
  const page = await fetchPage(url);
  await keepPage(url, page, new Date(now().getTime() + (page ? KEPT_MS : FAILURE_KEPT_MS)));
  return page;
}
