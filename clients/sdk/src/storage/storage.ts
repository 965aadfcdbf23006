/** The storages for the session and unsent messages. */
import { globals, type WebStorage } from '../platform.ts';
import { withWebLock } from './web-lock.ts';

/** What the client keeps things in. Each call stands for itself; values are short texts. */
export interface KeyValueStorage {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
  /** of everything stored under keys that begin so */
  keys(prefix: string): Promise<string[]>;
  /**
   * Runs alone among all that share this storage. Where it is left out, the Web Locks API is used if there is one.
   * It saves requests; nothing is lost or doubled without it.
   */
  lock?<T>(name: string, run: () => Promise<T>): Promise<T>;
}

/** Forgotten with the process or page. Clients that are given the same one share what is in it. */
export function memoryStorage(): KeyValueStorage {
  const entries = new Map<string, string>();
  const tails = new Map<string, Promise<unknown>>();
  return {
    get: async (key) => entries.get(key),
    set: async (key, value) => {
      entries.set(key, value);
    },
    delete: async (key) => {
      entries.delete(key);
    },
    keys: async (prefix) => [...entries.keys()].filter((key) => key.startsWith(prefix)),
    lock: (name, run) => {
      const turn = (tails.get(name) ?? Promise.resolve()).then(run, run);
      const tail = turn.catch(() => {});
      tails.set(name, tail);
      return turn;
    },
  };
}

/** @returns undefined on a server, and in a browser that blocks it, which throws when it is read */
function localStorage(): WebStorage | undefined {
  try {
    const found = globals().localStorage;
    found?.getItem('corechat');
    return found;
  } catch {
    return undefined;
  }
}

/**
 * Keeps in the storage of a browser, which its tabs share. In memory where there is none: on a server that renders pages, and in a
 * browser that blocks it.
 * @param storage `localStorage` unless given
 */
export function webStorage(storage: WebStorage | undefined = localStorage()): KeyValueStorage {
  if (!storage) return memoryStorage();
  return {
    get: async (key) => storage.getItem(key) ?? undefined,
    set: async (key, value) => storage.setItem(key, value),
    delete: async (key) => storage.removeItem(key),
    keys: async (prefix) => {
      const all = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      return all.filter((key) => key?.startsWith(prefix)) as string[];
    },
    lock: withWebLock,
  };
}
