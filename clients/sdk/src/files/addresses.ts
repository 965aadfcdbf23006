/** Addresses of attachments, from where they are downloaded. Each is valid for a few minutes. */
import type { Requests } from '../session/requests.ts';
import { withQuery } from '../transport/paged.ts';
import { segment } from '../transport/path.ts';

/** A file, and from where it is downloaded. */
export interface LocatedFile {
  Id: string;
  Name: string;
  Type: string;
  /** bytes */
  Size: number;
  Url: string;
  /** RFC 3339 */
  ExpiresAt: string;
}

interface Known {
  file: Promise<LocatedFile>;
  /** epoch milliseconds by the local clock */
  until: number;
}

/** A download that begins just before the end must still be answered. */
const MARGIN_MS = 30_000;
/** Where the clock of this device is wrong, an address is not used for longer than this, and for this long at least. */
const LONGEST_MS = 240_000;

/** All of them expire soon anyway. */
const MOST_KNOWN = 1_000;

export class Addresses {
  readonly #requests: Requests;
  readonly #known = new Map<string, Known>();

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** @param download the address makes a browser save the file @throws CoreChatError attachment_not_found */
  locate(id: string, download = false): Promise<LocatedFile> {
    const key = `${this.#requests.login?.username} ${id} ${download}`;
    const known = this.#known.get(key);
    if (known && known.until > Date.now()) return known.file;
    const entry: Known = {
      until: Date.now() + LONGEST_MS,
      file: this.#fetch(id, download, (until) => {
        entry.until = Math.min(entry.until, until);
      }),
    };
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, entry);
    entry.file.catch(() => this.#known.delete(key));
    return entry.file;
  }

  /** The address was refused: the next call fetches another one. */
  forget(id: string): void {
    for (const key of this.#known.keys()) if (key.split(' ')[1] === id) this.#known.delete(key);
  }

  async #fetch(id: string, download: boolean, expires: (at: number) => void): Promise<LocatedFile> {
    const path = withQuery(`/attachments/${segment(id)}`, download ? { download: 'true' } : {});
    const { body, header } = await this.#requests.send<LocatedFile>({ method: 'GET', path });
    // By the server's clock: this device's may be wrong.
    const lifetime = Date.parse(body.ExpiresAt) - Date.parse(header('date') ?? '');
    if (Number.isFinite(lifetime)) expires(Date.now() + lifetime - MARGIN_MS);
    return body;
  }
}
