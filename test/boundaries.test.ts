/** Which parts of lib may import which others. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importGraph, importsIn } from './support/import-graph.ts';

const graph = importGraph(['lib', 'functions']);

/** "messages" of lib/messages/…; "functions" of a handler. */
const capabilityOf = (file: string): string => file.split('/')[file.startsWith('lib/') ? 1 : 0] ?? '';

/** Imports of another capability's store that are still to go. No entry is added here. */
const STILL_IMPORTED = [
  'lib/accounts/accounts.ts -> lib/sessions/store/sessions.ts',
  'lib/accounts/export.ts -> lib/blocks/store/blocks.ts',
  'lib/accounts/export.ts -> lib/conversations/store/memberships.ts',
  'lib/accounts/export.ts -> lib/conversations/store/rows.ts',
  'lib/accounts/export.ts -> lib/messages/store/messages.ts',
  'lib/accounts/export.ts -> lib/moderation/store/reports.ts',
  'lib/accounts/export.ts -> lib/sessions/store/sessions.ts',
  'lib/accounts/profiles.ts -> lib/blocks/store/blocks.ts',
  'lib/blocks/blocking.ts -> lib/accounts/store/users.ts',
  'lib/blocks/blocking.ts -> lib/conversations/store/conversations.ts',
  'lib/conversations/inbox.ts -> lib/messages/store/messages.ts',
  'lib/conversations/read-watermark.ts -> lib/messages/store/messages.ts',
  'lib/messages/history.ts -> lib/accounts/store/users.ts',
  'lib/messages/history.ts -> lib/conversations/store/conversations.ts',
  'lib/messages/messaging.ts -> lib/accounts/store/users.ts',
  'lib/messages/messaging.ts -> lib/blocks/store/blocks.ts',
  'lib/messages/messaging.ts -> lib/conversations/store/conversations.ts',
  'lib/messages/messaging.ts -> lib/conversations/store/last-messages.ts',
  'lib/moderation/moderation.ts -> lib/accounts/store/users.ts',
  'lib/moderation/reporting.ts -> lib/conversations/store/conversations.ts',
  'lib/moderation/reporting.ts -> lib/messages/store/messages.ts',
  'lib/realtime/connection.ts -> lib/sessions/store/sessions.ts',
  'lib/realtime/presence.ts -> lib/accounts/store/users.ts',
  'lib/realtime/presence.ts -> lib/conversations/store/rows.ts',
  'lib/realtime/typing.ts -> lib/conversations/store/conversations.ts',
  'lib/blocks/store/blocks.ts -> lib/conversations/store/conversations.ts',
  'lib/conversations/store/contents.ts -> lib/messages/store/messages.ts',
  'lib/conversations/store/last-messages.ts -> lib/messages/store/messages.ts',
  'lib/moderation/moderation.ts -> lib/conversations/store/conversations.ts',
  'functions/realtime/disconnect.ts -> lib/realtime/store/connections.ts',
  'functions/sessions/list.ts -> lib/sessions/store/sessions.ts',
];

test("a capability's store is imported by that capability and by migrations only", () => {
  const foreign = [...graph].flatMap(([file, targets]) =>
    targets
      .filter((target) => target.includes('/store/') && capabilityOf(target) !== capabilityOf(file))
      .filter(() => capabilityOf(file) !== 'migrations')
      .map((target) => `${file} -> ${target}`),
  );
  expect(foreign.sort()).toEqual(STILL_IMPORTED.sort());
});

/** Files of rules: they decide, and neither read nor write anything. */
const RULES = [
  'lib/accounts/avatar.ts',
  'lib/accounts/profile.ts',
  'lib/accounts/username.ts',
  'lib/blocks/block.ts',
  'lib/conversations/conversation.ts',
  'lib/conversations/visibility.ts',
  'lib/http/cursor.ts',
  'lib/http/sync-token.ts',
  'lib/limits/address-group.ts',
  'lib/limits/rate-limit.ts',
  'lib/messages/content.ts',
  'lib/messages/message.ts',
  'lib/messages/text.ts',
  'lib/platform/secret-age.ts',
  'lib/sessions/device.ts',
  'lib/sessions/session.ts',
];

test.each(RULES)('%s does no I/O', (file) => {
  // Of resources.ts, which holds schemas, rules import types.
  const allowed = (target: string) =>
    [...RULES, 'lib/http/errors.ts'].includes(target) || target.endsWith('/resources.ts');
  expect(graph.get(file)?.filter((target) => !allowed(target))).toEqual([]);
  const outside = importsIn(readFileSync(file, 'utf8'), file).filter((name) => !name.startsWith('.'));
  expect(outside.filter((name) => name !== 'node:crypto')).toEqual([]);
});
