import { expect, test } from 'vitest';
import { describeRoom, isFull, roomIn } from '../../../deploy/room.ts';
import type { Template } from '../../../deploy/template.ts';

const templateOf = (resources: number, variable = ''): Template => ({
  Resources: Object.fromEntries(
    Array.from({ length: resources }, (_, index) => [
      `Resource${index}`,
      { Type: 'AWS::Lambda::Function', Properties: { variable } },
    ]),
  ),
  Outputs: { HttpApiUrl: { Value: 'x' } },
});

test('counts what CloudFormation limits', () => {
  const room = roomIn(templateOf(2, '{{resolve:secretsmanager:corechat/dev:SecretString}}'));
  expect(describeRoom(room)).toBe(
    'Template: 2 of 500 resources, 1 of 200 outputs, 2 of 60 references to secrets, 1 of 1000 KB',
  );
});

test('is full beyond a limit, not at it', () => {
  expect(isFull(roomIn(templateOf(500)))).toBe(false);
  expect(isFull(roomIn(templateOf(501)))).toBe(true);
  expect(isFull(roomIn(templateOf(61, '{{resolve:ssm:x}}')))).toBe(true);
  expect(isFull(roomIn(templateOf(1, 'x'.repeat(1_000_000))))).toBe(true);
});
