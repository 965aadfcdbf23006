/** Addresses inside the app. They live in the hash, because the API's paths share the origin. */

export const SETTINGS_SECTIONS = [
  'profile',
  'appearance',
  'notifications',
  'privacy',
  'password',
  'devices',
  'blocked',
  'data',
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

export type Route =
  | { name: 'inbox' }
  /** with the id of a message: opened there */
  | { name: 'chat'; peer: string; message?: string }
  /** a conversation with the details of its group @param id of the conversation */
  | { name: 'group'; id: string }
  | { name: 'new-group' }
  /** an invite link of a group */
  | { name: 'join'; code: string }
  | { name: 'people' }
  /** those that everybody may join */
  | { name: 'groups' }
  | { name: 'saved' }
  /** messages @param within id of a conversation, or a username; absent: all */
  | { name: 'search'; within?: string }
  /** without a section: the list of sections, which is a separate screen on a phone */
  | { name: 'settings'; section: SettingsSection | undefined }
  | { name: 'login' }
  | { name: 'register' }
  /** with the parts of a recovery link, if it is one */
  | { name: 'recover'; username: string; code: string };

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // an address with a lone "%"
  }
}

/** @param hash such as `#/c/bob`; anything unknown is the inbox */
export function parseRoute(hash: string): Route {
  const [first = '', second = '', third = ''] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decode);
  switch (first) {
    case 'c':
      if (second === '') return { name: 'inbox' };
      return { name: 'chat', peer: second, ...(third !== '' && { message: third }) };
    case 'g':
      return second === '' ? { name: 'inbox' } : { name: 'group', id: second };
    case 'join':
      return second === '' ? { name: 'inbox' } : { name: 'join', code: second };
    case 'search':
      return { name: 'search', ...(second !== '' && { within: second }) };
    case 'new-group':
    case 'people':
    case 'groups':
    case 'saved':
    case 'login':
    case 'register':
      return { name: first };
    case 'recover':
      return { name: 'recover', username: second, code: third };
    case 'settings':
      return { name: 'settings', section: SETTINGS_SECTIONS.find((section) => section === second) };
    default:
      return { name: 'inbox' };
  }
}

export function formatRoute(route: Route): string {
  switch (route.name) {
    case 'inbox':
      return '#/';
    case 'chat':
      return `#/c/${encodeURIComponent(route.peer)}${route.message ? `/${encodeURIComponent(route.message)}` : ''}`;
    case 'group':
      return `#/g/${encodeURIComponent(route.id)}`;
    case 'join':
      return `#/join/${encodeURIComponent(route.code)}`;
    case 'search':
      return route.within === undefined ? '#/search' : `#/search/${encodeURIComponent(route.within)}`;
    case 'settings':
      return route.section ? `#/settings/${route.section}` : '#/settings';
    default:
      return `#/${route.name}`;
  }
}
