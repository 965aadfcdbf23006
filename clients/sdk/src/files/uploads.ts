/** Uploads files: once at a time each, again after a failure, and never twice to the same place. */
import { CoreChatError, hasCode, isTransient } from '../errors.ts';
import { pause } from '../platform.ts';
import type { Requests } from '../session/requests.ts';
import { backoff } from '../transport/backoff.ts';
import type { FileFacts } from './draft.ts';
import type { PutFile } from './put-file.ts';

export interface UploadsParts {
  requests: Requests;
  put: PutFile;
  /** @param sent bytes of the file so far */
  progress(clientId: string, sent: number): void;
}

interface Created {
  Id: string;
  Upload: { Url: string; Headers: Record<string, string> };
}

interface Running {
  id: Promise<string>;
  ending: AbortController;
}

const ATTEMPTS = 4;

const cancelled = () => new CoreChatError('discarded', { message: 'The upload was cancelled' });

export class Uploads {
  readonly #parts: UploadsParts;
  readonly #running = new Map<string, Running>();
  /** ids of attachments, by the file's ClientId */
  readonly #done = new Map<string, string>();

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /**
   * @param as username of the account that sends it
   * @returns the id of the attachment. Concurrent calls for one file share one upload
   * @throws CoreChatError discarded after `cancel`; file_too_large, quota_exceeded …
   */
  async upload(as: string | undefined, file: FileFacts, bytes: Blob): Promise<string> {
    const { clientId } = file;
    const id = this.#done.get(clientId);
    if (id !== undefined) return id;
    const running = this.#running.get(clientId);
    if (running) return running.id;
    const ending = new AbortController();
    const signal = AbortSignal.any([ending.signal, this.#parts.requests.signal]);
    const started = { ending, id: this.#run(as, file, bytes, signal) };
    this.#running.set(clientId, started);
    const finish = () => void this.#running.delete(clientId);
    started.id.then(finish, finish);
    return started.id;
  }

  /** Ends the upload of a file. */
  cancel(clientId: string): void {
    this.#running.get(clientId)?.ending.abort();
  }

  /** The server does not have it any more, so that the next call uploads it again. */
  forget(clientId: string): void {
    this.#done.delete(clientId);
  }

  async #run(as: string | undefined, file: FileFacts, bytes: Blob, signal: AbortSignal): Promise<string> {
    for (let failures = 0; ; ) {
      try {
        const id = await this.#attempt(as, file, bytes, signal);
        this.#done.set(file.clientId, id);
        return id;
      } catch (error) {
        if (signal.aborted) throw cancelled();
        if (!isTransient(error) || ++failures >= ATTEMPTS) throw error;
        await pause(Math.max(backoff(failures + 1), (error as CoreChatError).retryAfterMs ?? 0), signal);
        if (signal.aborted) throw cancelled();
      }
    }
  }

  /** Each attempt asks for an address: the last one may have expired, and the same ClientId gets the same attachment. */
  async #attempt(as: string | undefined, file: FileFacts, bytes: Blob, signal: AbortSignal): Promise<string> {
    const { clientId, name, type, size, sha256, width, height, preview } = file;
    const body = {
      ...{ Name: name, Type: type, Size: size, Sha256: sha256, ClientId: clientId },
      ...(width !== undefined && height !== undefined && { Width: width, Height: height }),
      ...(preview && { Preview: preview }),
    };
    const account = as === undefined ? {} : { as };
    const call = { method: 'POST', path: '/attachments', body, repeatable: true, ...account } as const;
    const { Id, Upload } = (await this.#parts.requests.send<Created>(call)).body;
    if (signal.aborted) throw cancelled();
    this.#parts.progress(clientId, 0);
    const status = await this.#parts.put({
      url: Upload.Url,
      headers: Upload.Headers,
      bytes,
      signal,
      onProgress: (sent) => this.#parts.progress(clientId, Math.min(sent, size)),
    });
    // 412: the object is there. The address takes no other bytes than these, so an earlier attempt has arrived.
    if ((status < 200 || status > 299) && status !== 412) throw refusal(status);
    this.#parts.progress(clientId, size);
    return Id;
  }
}

/** 409: another upload of the same file is under way. 403: the address has expired; the next attempt gets another one. */
const refusal = (status: number): CoreChatError =>
  new CoreChatError(status >= 500 || status === 409 ? 'service_unavailable' : 'refused', {
    status,
    message: `The storage answered ${status}`,
  });

/** The attachment is gone or was never complete: it can be uploaded again. */
export const isLost = (error: unknown): boolean =>
  hasCode(error, 'attachment_not_found', 'attachment_not_uploaded');
