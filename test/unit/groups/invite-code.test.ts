import { expect, test } from 'vitest';
import { newConversationId } from '../../../lib/conversations/conversation.ts';
import { newInviteCode, readInviteCode } from '../../../lib/groups/invite-code.ts';

test('a code begins with a letter, so that no command takes it for an option', () => {
  for (let n = 0; n < 300; n++) {
    const id = newConversationId();
    const code = newInviteCode(id);
    expect(code).toMatch(/^i[\w-]{44}$/);
    expect(readInviteCode(code)?.id).toBe(id);
  }
});

test('a code of earlier versions, which begins with the id of the group, leads to it', () => {
  const id = newConversationId();
  expect(readInviteCode(`${id.slice(1)}${'s'.repeat(22)}`)?.id).toBe(id);
});

test.each(['', 'i', 'nonsense', '~'.repeat(45)])('%j is no code', (code) => {
  expect(readInviteCode(code)).toBeUndefined();
});
