/** Where the copy of what was read last is kept. */
import { browserParts, type DatabaseLike, type ObjectStoreLike } from '../files/browser-parts.ts';

/** One text. Each call stands for itself. */
export interface CopyStore {
  get(): Promise<string | undefined>;
  set(text: string): Promise<void>;
  delete(): Promise<void>;
}

/** Forgotten with the process or page. */
export function memoryCopy(): CopyStore {
  let kept: string | undefined;
  return {
    get: async () => kept,
    set: async (text) => {
      kept = text;
    },
    delete: async () => {
      kept = undefined;
    },
  };
}

/** An application can delete this database by itself, such as at a log-out before the SDK's part is loaded. */
export const COPY_DATABASE = 'corechat-kept';
const STORE = 'kept';
const KEY = 'copy';

/** Opened for each call, so that deleting the database waits for no page. */
async function inDatabase<T>(
  mode: 'readonly' | 'readwrite',
  action: (store: ObjectStoreLike) => { readonly result: T },
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const opening = browserParts().indexedDB?.open(COPY_DATABASE, 1);
  if (!opening) throw new Error('There is no IndexedDB');
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => run(opening.result);
  const run = (database: DatabaseLike) => {
    database.onversionchange = () => database.close();
    const transaction = database.transaction(STORE, mode);
    const request = action(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  };
  try {
    return await promise;
  } finally {
    if (opening.error === null) opening.result.close();
  }
}

/** Keeps it in the browser (IndexedDB), for all tabs. Calls fail where that is forbidden; then nothing is kept. */
export const browserCopy = (): CopyStore => ({
  get: () => inDatabase('readonly', (store) => store.get<string>(KEY)),
  set: async (text) => void (await inDatabase('readwrite', (store) => store.put(text, KEY))),
  delete: async () => void (await inDatabase('readwrite', (store) => store.delete(KEY))),
});
