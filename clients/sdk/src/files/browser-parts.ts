/** The parts of browsers that files need, declared here, so that the SDK needs no types of theirs (see ../platform.ts). */

/** The part of an IndexedDB request that is used. */
export interface DatabaseRequest<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

export interface ObjectStoreLike {
  put(value: unknown, key: string): DatabaseRequest<unknown>;
  get<T>(key: string): DatabaseRequest<T | undefined>;
  getAll<T>(): DatabaseRequest<T[]>;
  getAllKeys(): DatabaseRequest<unknown[]>;
  delete(key: string): DatabaseRequest<unknown>;
}

export type TransactionMode = 'readonly' | 'readwrite';

export interface DatabaseLike {
  onversionchange: (() => void) | null;
  close(): void;
  createObjectStore(name: string): unknown;
  transaction(
    store: string,
    mode: TransactionMode,
  ): {
    readonly error: unknown;
    oncomplete: (() => void) | null;
    onabort: (() => void) | null;
    objectStore(name: string): ObjectStoreLike;
  };
}

/** The part of `XMLHttpRequest` that is used. */
export interface UploadRequest {
  readonly status: number;
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  send(body: Blob): void;
  abort(): void;
}

interface BrowserParts {
  indexedDB?: {
    open(
      name: string,
      version: number,
    ): DatabaseRequest<DatabaseLike> & { onupgradeneeded: (() => void) | null };
  };
  XMLHttpRequest?: new () => UploadRequest;
}

/** Read at each use, because tests replace parts of a page. */
export const browserParts = (): BrowserParts => globalThis as unknown as BrowserParts;
