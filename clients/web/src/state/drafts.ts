/** Drafts per account and peer. Kept through reloads, log-outs and ended sessions, and the same in all tabs. */

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
  /**
   * Writes a draft that the user has changed. What another tab has written into the same draft since is kept as well.
   * @param from the draft that the field showed before
   * @returns the draft to show
   */
  change(peer: string, from: string, to: string): string;
}

const PREFIX = 'corechat:draft:';

export const draftKey = (self: string, peer: string): string =>
  `${PREFIX}${self.toLowerCase()}:${peer.toLowerCase()}`;

/** @returns the folded username of the user whose draft it is; undefined for the key of anything else */
export const ownerOfDraft = (key: string): string | undefined =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length).split(':')[0] : undefined;

/** Two texts as one, on separate lines. A text that the other one has already is not repeated. */
export function joined(one: string, other: string): string {
  if (one.includes(other)) return one;
  return one === '' ? other : `${one}\n${other}`;
}

/** A draft that two tabs have changed, without losing a word of either. @param base the draft before both changes */
export function merged(base: string, mine: string, theirs: string): string {
  if (theirs === base || mine === theirs) return mine;
  if (mine === base) return theirs;
  // What was appended here follows the other tab's text, which is empty when that tab has sent the draft.
  if (base !== '' && mine.startsWith(base)) return theirs + mine.slice(base.length);
  if (base !== '' && theirs.startsWith(base)) return mine + theirs.slice(base.length);
  return joined(theirs, mine);
}

/** @param onChange called with the peer after each write */
export function createDrafts(storage: TextStorage, self: string, onChange?: (peer: string) => void): Drafts {
  const unsaved = new Map<string, string>();

  const read = (peer: string): string => {
    const key = draftKey(self, peer);
    const kept = unsaved.get(key);
    if (kept !== undefined) return kept;
    try {
      return storage.getItem(key) ?? '';
    } catch {
      return '';
    }
  };

  const write = (peer: string, text: string): boolean => {
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
  };

  const change = (peer: string, from: string, to: string): string => {
    const text = merged(from, to, read(peer));
    write(peer, text);
    return text;
  };
  return { read, write, change };
}
