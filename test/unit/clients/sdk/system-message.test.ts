import { expect, test } from 'vitest';
import { describeSystem, type Message } from '#sdk';

const names: Record<string, string> = { bob: 'Bob Lee', carol: 'Carol' };
const reader = { own: 'alice', nameOf: (username: string) => names[username] ?? username };

test.each<[Message['System'], string]>([
  [{ Type: 'created', Name: 'Team' }, 'Bob Lee made the group “Team”'],
  [{ Type: 'changed', Changed: ['Name'], Name: 'Crew' }, 'Bob Lee renamed the group to “Crew”'],
  [{ Type: 'changed', Changed: ['Topic'], Topic: '' }, 'Bob Lee removed the topic'],
  [
    { Type: 'changed', Changed: ['Topic', 'Avatar', 'Post'], Topic: 'x' },
    'Bob Lee set the topic to “x”, changed the picture of the group and changed who may write',
  ],
  [{ Type: 'added', Users: ['Alice', 'carol'] }, 'Bob Lee added you and Carol'],
  [{ Type: 'added', Users: ['carol', 'd', 'e', 'f'] }, 'Bob Lee added Carol, d, e and f'],
  [{ Type: 'added', Users: ['carol', 'd', 'e', 'f', 'g'] }, 'Bob Lee added Carol, d, e and 2 others'],
  [{ Type: 'removed', Users: [] }, 'Bob Lee removed a deleted account'],
  [{ Type: 'role', Users: ['carol'], Role: 'owner' }, 'Bob Lee made Carol an owner'],
  [{ Type: 'joined' }, 'Bob Lee joined the group'],
  [{ Type: 'left' }, 'Bob Lee left the group'],
  [{ Type: 'closed' }, 'Bob Lee closed the group'],
  [{ Type: 'pinned', MessageId: 'm1' }, 'Bob Lee pinned a message'],
  [null, ''],
])('%j reads as %s', (System, sentence) => {
  expect(describeSystem({ From: 'bob', System }, reader)).toBe(sentence);
});

test('the reader is "you"', () => {
  const System = { Type: 'role', Users: ['alice'], Role: 'member' } as const;
  expect(describeSystem({ From: 'ALICE', System: { ...System, Users: ['alice'] } }, reader)).toBe(
    'You made yourself an ordinary member',
  );
  expect(describeSystem({ From: 'bob', System: { ...System, Users: ['alice'] } }, reader)).toBe(
    'Bob Lee made you an ordinary member',
  );
});
