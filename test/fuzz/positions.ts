/** Page cursors and sync tokens as the lists hand them out. */

/** As its cursors and sync tokens call it. */
const LISTS: Record<string, string> = {
  'users-list': 'users',
  'users-search': 'directory',
  'messages-list': 'messages',
  'messages-readers': 'readers',
  'conversations-list': 'inbox',
  'blocks-list': 'blocks',
  'groups-list': 'groups',
  'groups-members': 'members',
  'me-activity': 'activity',
  'me-export': 'export',
  'me-saved': 'saved',
};

export const listOf = (operation: string): string => LISTS[operation] ?? 'users';

/** @param mine id of a conversation of the asker's @param message id of a message in it */
export function cursorFor(operation: string, mine: string, message: string): string {
  const positions: Record<string, unknown> = {
    users: 'm',
    directory: 'm',
    members: 'a',
    readers: 'a',
    groups: { name: 'an', id: mine },
    messages: 2,
    inbox: { activityAt: Date.now(), id: mine },
    activity: `${new Date().toISOString()} x`,
    saved: { savedAt: Date.now(), message },
    blocks: mine,
    export: { conversation: mine, seq: 0 },
  };
  const list = listOf(operation);
  return Buffer.from(JSON.stringify([list, positions[list]])).toString('base64url');
}

/** @param mine id of a conversation of the asker's */
export function sinceFor(operation: string, user: string, mine: string): string {
  const position =
    operation === 'messages-list'
      ? { list: 'messages', conversation: mine, version: 0 }
      : { list: 'inbox', changedAt: Date.now() - 60_000 };
  return Buffer.from(JSON.stringify({ user, issuedAt: Date.now(), position })).toString('base64url');
}
