/** The copy of the app that opens without a connection: the page and the files of its build. It never holds answers of the API. */

declare const self: ServiceWorkerGlobalScope;

/** Of the build (installable.ts): addresses of its files, one of them the script of the page, and a hash over all of them. */
declare const BUILD: { id: string; script: string; files: string[] };
const { id, script, files } = BUILD;

const PREFIX = 'corechat-build-';
const CACHE = `${PREFIX}${id}`;
const PAGE = '/';

/** A network that is this slow gets the copy of the page. The rest of the app works without a connection anyway. */
const PATIENCE_MS = 4_000;

/** Takes the page and all files of this build, or fails as a whole; the browser then tries again at its next check. */
export async function keepBuild(): Promise<void> {
  const page = await fetch(PAGE, { cache: 'no-store' });
  // While a deployment is going on, or behind a network's log-in page, the answer can be another page.
  if (!page.ok || !(await page.clone().text()).includes(script))
    throw new Error('The page is not of this build');
  const cache = await caches.open(CACHE);
  await cache.addAll(files);
  await cache.put(PAGE, page);
}

/**
 * Removes the copies of old builds. That of the build before stays, because pages of it can be open and fetch what they have not needed so
 * far. Names are in the order in which the caches were made.
 */
export async function removeOldBuilds(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const others = names.filter((name) => name !== CACHE);
  for (const name of others.slice(0, -1)) await caches.delete(name);
}

const kept = async (address: Request | string, options?: CacheQueryOptions): Promise<Response | undefined> =>
  (await caches.open(CACHE)).match(address, { ignoreVary: true, ...options });

const later = (ms: number): Promise<undefined> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms, undefined);
  });

/** A text that another app shares. It stays on this device: the request for the page would take it to the server. */
const isShared = ({ searchParams }: URL): boolean =>
  [...searchParams.keys()].some((key) => key.startsWith('share-'));

/** The page: as the server has it, or the copy when the server does not answer in time. */
export async function openPage(request: Request): Promise<Response> {
  const fromServer = isShared(new URL(request.url)) ? fetch(PAGE) : fetch(request);
  const answer = await Promise.race([fromServer.catch(() => undefined), later(PATIENCE_MS)]);
  if (answer && answer.status < 500) return answer;
  return (await kept(PAGE)) ?? fromServer;
}

/** A file of this build or of the one before; the server has the others. */
export async function openFile(request: Request): Promise<Response> {
  // The app asks again for a file that failed by adding to its address.
  const match = await caches.match(request, { ignoreVary: true, ignoreSearch: true });
  return match ?? fetch(request);
}

export const isPage = ({ mode }: Request, { pathname }: URL): boolean =>
  mode === 'navigate' && pathname === PAGE;

/** Its name holds a hash, so that a copy cannot be out of date. */
export const isFile = ({ mode }: Request, { pathname }: URL): boolean =>
  mode !== 'navigate' && pathname.startsWith('/app/');

export const isOwn = ({ method }: Request, { origin }: URL): boolean =>
  method === 'GET' && origin === self.location.origin;
