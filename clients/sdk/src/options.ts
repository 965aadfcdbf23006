import type { FileStore } from './files/file-store.ts';
import type { PutFile } from './files/put-file.ts';
import type { ChannelConstructor, Fetch, SocketConstructor } from './platform.ts';
import type { KeyValueStorage } from './storage/storage.ts';

/** Internal events for debugging. They never hold a token, a password or a text. */
export type LogEvent =
  | { type: 'request'; method: string; path: string; status?: number | undefined; code?: string }
  | { type: 'connection'; state: string }
  | { type: 'frame'; frame: string; code?: string }
  | { type: 'storage_failed'; error: unknown };

export interface CoreChatOptions {
  /** address of the API, see `serverUrl`, which throws for a wrong one; in a page its own origin unless given */
  url?: string;
  /**
   * 'token' keeps the refresh token in `storage`; 'cookie' leaves it in an HttpOnly cookie, for pages of the API's own
   * origin. Default 'token'.
   */
  session?: 'cookie' | 'token';
  /** where the session (mode 'token') and unsent messages are kept; default memoryStorage() */
  storage?: KeyValueStorage;
  /** where the bytes of unsent files are kept; default IndexedDB in a browser, memory elsewhere */
  files?: FileStore;
  /** uploads a file; default XMLHttpRequest in a browser, fetch elsewhere */
  putFile?: PutFile;
  fetch?: Fetch;
  WebSocket?: SocketConstructor;
  /** publishes changes to other tabs; default that of a page, none elsewhere */
  BroadcastChannel?: ChannelConstructor;
  /** for each attempt of a request, in milliseconds; default 10,000 */
  timeoutMs?: number;
  log?: (event: LogEvent) => void;
}
