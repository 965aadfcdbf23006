import { CoreChatError } from './errors.ts';
import type { LocatedFile } from './files/addresses.ts';
import type { FileDraft, FileFacts, FileSource, UploadedFile } from './files/draft.ts';
import type { EngineParts, FilesEngine, UploadOptions } from './files/engine.ts';
import { loadEngine } from './files/load-engine.ts';

export interface AddressOptions {
  /** the address makes a browser save the file */
  download?: boolean;
  /** not the address of before, which was refused */
  isFresh?: boolean;
}

/** Files of messages. The code behind it is fetched when it is first needed. */
export class Attachments {
  readonly #parts: EngineParts;
  #engine: Promise<FilesEngine> | undefined;

  /** @internal */
  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** @throws CoreChatError network when the code cannot be fetched @internal */
  engine(): Promise<FilesEngine> {
    this.#engine ??= loadEngine().then(
      (Engine) => new Engine(this.#parts),
      (cause) => {
        this.#engine = undefined;
        throw new CoreChatError('network', { message: 'The code for files cannot be fetched', cause });
      },
    );
    return this.#engine;
  }

  /**
   * Makes a file ready to be sent, and uploads nothing: names and measures it, and removes from JPEG, PNG, WebP, MP4 and QuickTime
   * files where they were made. Pass it to `send`, or to `upload` before, which saves time.
   * @param look tells the dimensions and preview of a picture, where something can decode it
   * @throws CoreChatError file_empty, file_too_large, file_unreadable, file_damaged
   */
  async prepare(source: Blob | FileSource, look?: UploadOptions['look']): Promise<FileDraft> {
    return (await this.engine()).prepare(source, look);
  }

  /**
   * Uploads a file, for a message that is sent within a day. The upload is repeated a few times when the network fails; calling it again
   * with the same draft goes on.
   * @returns what to pass to `send`
   * @throws CoreChatError discarded when the signal ends it; as `prepare`; quota_exceeded …
   */
  async upload(source: Blob | FileSource | FileDraft, options?: UploadOptions): Promise<UploadedFile> {
    return (await this.engine()).upload(source, options);
  }

  /**
   * The address of a file, for an element of a page or a download. Kept until shortly before it expires.
   * @param id of the attachment
   * @throws CoreChatError attachment_not_found, also for those who do not see its message; attachment_pending while it is scanned for viruses
   */
  async urlOf(id: string, options?: AddressOptions): Promise<string> {
    return (await this.show(id, options)).Url;
  }

  /** The file with its name, type, size and address. @throws CoreChatError attachment_not_found */
  async show(id: string, { download, isFresh }: AddressOptions = {}): Promise<LocatedFile> {
    const engine = await this.engine();
    if (isFresh) engine.forgetUrl(id);
    return engine.locate(id, download);
  }

  /** The bytes of a file of a message in the outbox. @returns undefined when it is not on this device */
  async bytesOf(clientId: string): Promise<Blob | undefined> {
    return (await this.engine()).bytesOf(this.#parts.requests.login?.username, clientId);
  }

  /** Ends uploads. @internal */
  cancel(files: readonly FileFacts[] = []): void {
    if (files.length > 0) this.#engine?.then((engine) => engine.cancel(files)).catch(() => {});
  }
}
