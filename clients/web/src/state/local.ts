/** Settings of this browser. Reading and writing never throw, also with a full or forbidden storage. */
import { signal } from '@preact/signals';
import { COPY_DATABASE } from '#sdk';

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Then the value is lost with the page.
  }
}

/** A setting that all tabs of this browser share. */
export function setting<T extends string>(key: string, values: readonly T[], fallback: T) {
  const parse = (text: string | null): T => values.find((value) => value === text) ?? fallback;
  const state = signal<T>(parse(remembered(key)));
  addEventListener('storage', (event) => {
    if (event.key === key) state.value = parse(event.newValue);
  });
  return {
    state,
    set(value: T) {
      state.value = value;
      remember(key, value === fallback ? null : value);
    },
  };
}

const LAST_USER = 'corechat:last-user';

/** The last user of this browser, for the login form. */
export const lastUser = (): string => remembered(LAST_USER) ?? '';

export const rememberLastUser = (username: string): void => remember(LAST_USER, username);

/** Only when it is this user, in any spelling. */
export function forgetLastUser(username: string): void {
  if (lastUser().toLowerCase() === username.toLowerCase()) remember(LAST_USER, null);
}

/** What was read last, see kept.ts, which may not be loaded. */
export function forgetKept(): void {
  try {
    indexedDB.deleteDatabase(COPY_DATABASE);
  } catch {
    // Where storage is forbidden there is none.
  }
}
