/** Where the bytes of unsent files are kept. */
import {
  browserParts,
  type DatabaseLike,
  type DatabaseRequest,
  type ObjectStoreLike,
  type TransactionMode,
} from './browser-parts.ts';

export interface KeptFile {
  key: string;
  size: number;
  /** epoch milliseconds */
  keptAt: number;
}

/** Each call stands for itself. A file is there as a whole, or not at all. */
export interface FileStore {
  /** @throws when there is no room */
  put(key: string, bytes: Blob): Promise<void>;
  get(key: string): Promise<Blob | undefined>;
  delete(key: string): Promise<void>;
  list(): Promise<KeptFile[]>;
}

/** Forgotten with the process or page. */
export function memoryFiles(): FileStore {
  const files = new Map<string, { bytes: Blob; keptAt: number }>();
  return {
    put: async (key, bytes) => {
      files.set(key, { bytes, keptAt: Date.now() });
    },
    get: async (key) => files.get(key)?.bytes,
    delete: async (key) => {
      files.delete(key);
    },
    list: async () => [...files].map(([key, { bytes, keptAt }]) => ({ key, size: bytes.size, keptAt })),
  };
}

interface Kept {
  bytes: Blob;
  keptAt: number;
}

const STORE = 'files';

function settled<T>(request: DatabaseRequest<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
  return promise;
}

async function openDatabase(): Promise<DatabaseLike> {
  const request = browserParts().indexedDB?.open('corechat-files', 1);
  if (!request) throw new Error('There is no IndexedDB');
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const database = await settled(request);
  // Another version of the app may want to change it, or the user to clear it.
  database.onversionchange = () => database.close();
  return database;
}

/** Keeps them in the browser, for all tabs. In memory where that is forbidden. */
export function browserFiles(): FileStore {
  const memory = memoryFiles();
  let database: Promise<DatabaseLike | undefined> | undefined;
  const run = async <T>(
    mode: TransactionMode,
    action: (files: ObjectStoreLike) => Promise<T>,
    otherwise: () => Promise<T>,
  ): Promise<T> => {
    database ??= openDatabase().catch(() => undefined);
    const open = await database;
    if (!open) return otherwise();
    const transaction = open.transaction(STORE, mode);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    const result = await action(transaction.objectStore(STORE)).catch((error) => {
      promise.catch(() => {});
      throw error;
    });
    await promise;
    return result;
  };
  return {
    put: (key, bytes) =>
      run(
        'readwrite',
        async (files) => void (await settled(files.put({ bytes, keptAt: Date.now() } satisfies Kept, key))),
        () => memory.put(key, bytes),
      ),
    get: (key) =>
      run(
        'readonly',
        async (files) => (await settled(files.get<Kept>(key)))?.bytes,
        () => memory.get(key),
      ),
    delete: (key) =>
      run(
        'readwrite',
        async (files) => void (await settled(files.delete(key))),
        () => memory.delete(key),
      ),
    list: () =>
      run(
        'readonly',
        async (files) => {
          const [keys, all] = await Promise.all([settled(files.getAllKeys()), settled(files.getAll<Kept>())]);
          return all.map(({ bytes, keptAt }, at) => ({ key: String(keys[at]), size: bytes.size, keptAt }));
        },
        () => memory.list(),
      ),
  };
}
