/** Everything about files that is not needed before the first one: preparing, keeping, uploading, and addresses of downloads. */
import { asCoreChatError, CoreChatError, notLoggedIn } from '../errors.ts';
import type { CoreChatOptions } from '../options.ts';
import { globals } from '../platform.ts';
import type { Requests } from '../session/requests.ts';
import type { UploadEvent } from '../types.ts';
import { foldUsername } from '../username.ts';
import { Addresses, type LocatedFile } from './addresses.ts';
import { browserParts } from './browser-parts.ts';
import {
  type FileDraft,
  type FileFacts,
  type FileSource,
  type Look,
  prepareFile,
  type UploadedFile,
} from './draft.ts';
import { fileError } from './file-errors.ts';
import { browserFiles, type FileStore, memoryFiles } from './file-store.ts';
import { putByFetch, putByXhr } from './put-file.ts';
import { isLost, Uploads } from './uploads.ts';

export interface EngineParts {
  /** address of the API */
  url: string;
  requests: Requests;
  options: Pick<CoreChatOptions, 'files' | 'putFile'>;
  uploading(event: UploadEvent): void;
  /** files of messages in the outbox: the others that are kept were left behind by a crash */
  waiting(): readonly FileFacts[];
}

export interface UploadOptions {
  signal?: AbortSignal | undefined;
  /** @param sent bytes so far, of `size` */
  onProgress?: ((sent: number, size: number) => void) | undefined;
  look?: ((picture: Blob) => Promise<Look | undefined>) | undefined;
}

/** On this device, of all its users together. */
const ROOM_BYTES = 300_000_000;
/** Another tab may be about to add the message. */
const LEFT_BEHIND_MS = 86_400_000;

const isDraft = (source: Blob | FileSource | FileDraft): source is FileDraft => 'sha256' in source;

export class FilesEngine {
  readonly #parts: EngineParts;
  readonly #store: FileStore;
  readonly #uploads: Uploads;
  readonly #addresses: Addresses;
  /** files of messages in the outbox for which there was no room */
  readonly #unkept = new Map<string, FileDraft>();
  readonly #listeners = new Map<string, Set<(sent: number) => void>>();

  constructor(parts: EngineParts) {
    const { requests, options } = parts;
    this.#parts = parts;
    const inBrowser = globals().document !== undefined;
    this.#store = options.files ?? (inBrowser ? browserFiles() : memoryFiles());
    this.#uploads = new Uploads({
      requests,
      put: options.putFile ?? (browserParts().XMLHttpRequest ? putByXhr : putByFetch),
      progress: (clientId, sent) => {
        for (const listener of this.#listeners.get(clientId) ?? []) listener(sent);
        parts.uploading({ clientId, sent });
      },
    });
    this.#addresses = new Addresses(requests);
    this.#removeLeftBehind().catch(() => {
      // The next visit tries it again.
    });
  }

  prepare(source: Blob | FileSource, look?: UploadOptions['look']): Promise<FileDraft> {
    return prepareFile(source, look);
  }

  async upload(
    source: Blob | FileSource | FileDraft,
    { signal, onProgress, look }: UploadOptions = {},
  ): Promise<UploadedFile> {
    const draft = isDraft(source) ? source : await prepareFile(source, look);
    const listeners = this.#listeners.get(draft.clientId) ?? new Set();
    this.#listeners.set(draft.clientId, listeners);
    const listen = (sent: number) => onProgress?.(sent, draft.size);
    const cancel = () => this.cancel([draft]);
    listeners.add(listen);
    signal?.addEventListener('abort', cancel);
    try {
      if (signal?.aborted) throw new CoreChatError('discarded', { message: 'The upload was cancelled' });
      return { ...draft, id: await this.#uploads.upload(undefined, draft, draft.bytes) };
    } finally {
      listeners.delete(listen);
      if (listeners.size === 0) this.#listeners.delete(draft.clientId);
      signal?.removeEventListener('abort', cancel);
    }
  }

  cancel(files: readonly FileFacts[]): void {
    for (const { clientId } of files) this.#uploads.cancel(clientId);
  }

  locate(id: string, download?: boolean): Promise<LocatedFile> {
    return this.#addresses.locate(id, download);
  }

  forgetUrl(id: string): void {
    this.#addresses.forget(id);
  }

  #key(owner: string, clientId: string): string {
    return `${this.#parts.url} ${foldUsername(owner)} ${clientId}`;
  }

  /** Keeps the bytes until `forget`, also when the page is closed. Where there is no room, `uploadKept` tries again, and says so. */
  async keep(owner: string, drafts: readonly FileDraft[]): Promise<void> {
    for (const draft of drafts) this.#unkept.set(draft.clientId, draft);
    for (const draft of drafts) await this.#put(owner, draft).catch(() => {});
  }

  /** @throws CoreChatError no_room */
  async #put(owner: string, { clientId, size, bytes }: FileDraft): Promise<void> {
    const kept = await this.#store.list();
    if (size + kept.reduce((sum, each) => sum + each.size, 0) > ROOM_BYTES) throw fileError('no_room');
    try {
      await this.#store.put(this.#key(owner, clientId), bytes);
    } catch (cause) {
      throw fileError('no_room', cause);
    }
    this.#unkept.delete(clientId);
  }

  /** @returns undefined when it is not on this device (any more) */
  async bytesOf(owner: string | undefined, clientId: string): Promise<Blob | undefined> {
    if (owner === undefined) throw notLoggedIn();
    return this.#unkept.get(clientId)?.bytes ?? this.#store.get(this.#key(owner, clientId));
  }

  /** Uploads what is not uploaded yet. @returns ids of the attachments @throws CoreChatError file_lost … */
  uploadKept(owner: string, files: readonly FileFacts[]): Promise<string[]> {
    return Promise.all(
      files.map(async (file) => {
        const unkept = this.#unkept.get(file.clientId);
        if (unkept) await this.#put(owner, unkept);
        const bytes = await this.bytesOf(owner, file.clientId);
        if (!bytes) throw fileError('file_lost');
        return this.#uploads.upload(owner, file, bytes);
      }),
    );
  }

  /**
   * Uploads the files and sends the message with them. An attachment that the server has removed meanwhile is uploaded once more.
   * @param send posts the message with these attachments
   */
  async sendWith<T>(
    owner: string,
    files: readonly FileFacts[],
    send: (ids: string[]) => Promise<T>,
  ): Promise<T> {
    try {
      return await send(await this.uploadKept(owner, files));
    } catch (error) {
      if (!isLost(error)) throw asCoreChatError(error);
      for (const { clientId } of files) this.#uploads.forget(clientId);
      return send(await this.uploadKept(owner, files));
    }
  }

  async forget(owner: string, files: readonly FileFacts[]): Promise<void> {
    for (const { clientId } of files) {
      this.#unkept.delete(clientId);
      await this.#store.delete(this.#key(owner, clientId));
    }
  }

  /** Removes all files that this user has not sent. */
  async erase(owner: string): Promise<void> {
    const prefix = this.#key(owner, '');
    for (const { key } of await this.#store.list()) if (key.startsWith(prefix)) await this.#store.delete(key);
  }

  async #removeLeftBehind(): Promise<void> {
    const owner = this.#parts.requests.login?.username;
    if (owner === undefined) return;
    const prefix = this.#key(owner, '');
    for (const { key, keptAt } of await this.#store.list()) {
      const isOld = Date.now() - keptAt > LEFT_BEHIND_MS;
      if (!key.startsWith(prefix) || !isOld) continue;
      // Read now: the outbox may still have been loading when the list was made.
      const isWaiting = this.#parts.waiting().some(({ clientId }) => key === prefix + clientId);
      if (!isWaiting) await this.#store.delete(key);
    }
  }
}
