/** Which parts of lib may import which others. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importGraph, importsIn } from './support/source/import-graph.ts';

const graph = importGraph(['lib', 'functions']);

/** "messages" of lib/messages/…; "functions" of a handler. */
const capabilityOf = (file: string): string => file.split('/')[file.startsWith('lib/') ? 1 : 0] ?? '';

test("a capability's store is imported by that capability and by migrations only", () => {
  const foreign = [...graph].flatMap(([file, targets]) =>
    targets
      .filter((target) => target.includes('/store/') && capabilityOf(target) !== capabilityOf(file))
      .filter(() => capabilityOf(file) !== 'migrations')
      .map((target) => `${file} -> ${target}`),
  );
  expect(foreign).toEqual([]);
});

/** Files of rules: they decide, and neither read nor write anything. */
const RULES = [
  'lib/accounts/avatar.ts',
  'lib/accounts/digest-delay.ts',
  'lib/accounts/name-search.ts',
  'lib/accounts/profile.ts',
  'lib/accounts/quiet-hours.ts',
  'lib/accounts/username.ts',
  'lib/attachments/attachment.ts',
  'lib/attachments/disposition.ts',
  'lib/attachments/scan.ts',
  'lib/blocks/block.ts',
  'lib/conversations/conversation.ts',
  'lib/conversations/group.ts',
  'lib/conversations/membership.ts',
  'lib/conversations/visibility.ts',
  'lib/digests/decision.ts',
  'lib/digests/text.ts',
  'lib/http/cursor.ts',
  'lib/http/sync-token.ts',
  'lib/limits/address-group.ts',
  'lib/limits/rate-limit.ts',
  'lib/messages/blank.ts',
  'lib/messages/content.ts',
  'lib/messages/link.ts',
  'lib/messages/mention.ts',
  'lib/messages/mentions.ts',
  'lib/messages/message.ts',
  'lib/messages/system.ts',
  'lib/messages/text.ts',
  'lib/notifications/decision.ts',
  'lib/notifications/payload.ts',
  'lib/platform/secret-age.ts',
  'lib/search/fold.ts',
  'lib/search/match.ts',
  'lib/search/query.ts',
  'lib/search/terms.ts',
  'lib/search/words.ts',
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
