/** Drafts per account and peer. Kept through reloads, log-outs and ended sessions. */

/** The part of Web Storage that is used. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Drafts {
  read(peer: string): string;
  /** @returns false when the storage is full or switched off: the draft is then lost with the page */
  write(peer: string, text: string): boolean;
}

const PREFIX = 'corechat:draft:';

export const draftKey = (self: string, peer: string): string =>
  `${PREFIX}${self.toLowerCase()}:${peer.toLowerCase()}`;

/** @param onChange called with the peer after each write */
export function createDrafts(storage: TextStorage, self: string, onChange?: (peer: string) => void): Drafts {
  const unsaved = new Map<string, string>();
  return {
    read(peer) {
      const key = draftKey(self, peer);
      const kept = unsaved.get(key);
      if (kept !== undefined) return kept;
      try {
        return storage.getItem(key) ?? '';
      } catch {
        return '';
      }
    },
    write(peer, text) {
      const key = draftKey(self, peer);
      try {
        if (text === '') storage.removeItem(key);
        else storage.setItem(key, text);
        unsaved.delete(key);
        return true;
      } catch {
        unsaved.set(key, text);
        return false;
      } finally {
        onChange?.(peer);
      }
    },
  };
}
