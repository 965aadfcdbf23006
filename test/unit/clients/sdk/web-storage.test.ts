import { afterEach, expect, test, vi } from 'vitest';
import { type WebStorage, webStorage } from '#sdk';

afterEach(() => vi.unstubAllGlobals());

function fakeStorage(): WebStorage & { entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  };
}

test('keeps in the localStorage of a browser', async () => {
  const storage = fakeStorage();
  vi.stubGlobal('localStorage', storage);
  await webStorage().set('a', '1');
  expect([...storage.entries]).toEqual([['a', '1']]);
});

test('keeps in another one that is given', async () => {
  const [storage, session] = [fakeStorage(), fakeStorage()];
  vi.stubGlobal('localStorage', storage);
  await webStorage(session).set('a', '1');
  expect([[...storage.entries], [...session.entries]]).toEqual([[], [['a', '1']]]);
});

const absent = () => vi.stubGlobal('localStorage', undefined);
const blocked = () => {
  vi.stubGlobal('localStorage', undefined);
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get: () => {
      throw new Error('SecurityError');
    },
  });
};

test.each([
  ['on a server', absent],
  ['in a browser that blocks it', blocked],
])('%s it keeps in memory, for one client', async (_, arrange) => {
  arrange();
  const [one, other] = [webStorage(), webStorage()];
  await one.set('a', '1');
  expect([await one.get('a'), await one.keys('a'), await other.get('a')]).toEqual(['1', ['a'], undefined]);
});
