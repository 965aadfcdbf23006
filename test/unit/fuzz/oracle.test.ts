import { expect, test } from 'vitest';
import { operations } from '../../fuzz/document.ts';
import { expectNotReached } from '../../fuzz/oracle.ts';

const operation = (id: string) => operations.find((each) => each.id === id);
const foreign = [['around', '%%victimMessage%%']] as const;

test('a success with the message of others is a fault of the operation that reads the field', () => {
  const reached = () => expectNotReached(operation('messages-list'), foreign, 200);
  expect(reached).toThrow('messages-list with around = %%victimMessage%% answered 200');
});

test('an operation without the field ignores it', () => {
  expectNotReached(operation('system-web'), foreign, 200);
});
