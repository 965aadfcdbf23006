/**
 * Marks of this device, one for each person who has logged in here. The next log-in sends it, so that wrong passwords that others try
 * elsewhere do not delay it. It outlives a log-out, and grants nothing without the password. In cookie mode it is in a cookie.
 */
import type { ClientStorage } from '../storage/client-storage.ts';
import { foldUsername } from '../username.ts';
import type { LoginAnswer } from './session-record.ts';

const keyOf = (username: string): string => `device:${foldUsername(username)}`;

export class DeviceMarks {
  readonly #storage: ClientStorage;

  constructor(storage: ClientStorage) {
    this.#storage = storage;
  }

  /** @returns a part of the log-in's body */
  async of(username: string): Promise<{ DeviceMark?: string }> {
    const DeviceMark = parsed((await this.#storage.get(keyOf(username))) ?? '');
    return DeviceMark === undefined ? {} : { DeviceMark };
  }

  /** Keeps the mark of an answer that has one. */
  async keep({ Username, DeviceMark }: LoginAnswer): Promise<void> {
    if (typeof DeviceMark !== 'string' || typeof Username !== 'string') return;
    const { DeviceMark: kept } = await this.of(Username);
    if (kept !== DeviceMark) await this.#storage.set(keyOf(Username), JSON.stringify(DeviceMark));
  }

  async forget(username: string): Promise<void> {
    await this.#storage.delete(keyOf(username));
  }
}

/** Every value in a storage is JSON. @returns undefined for a damaged one */
function parsed(text: string): string | undefined {
  try {
    const mark: unknown = JSON.parse(text);
    return typeof mark === 'string' ? mark : undefined;
  } catch {
    return undefined;
  }
}
