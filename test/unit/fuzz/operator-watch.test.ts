import { expect, test } from 'vitest';
import { findOperator } from '../../fuzz/operator-watch.ts';
import { OPERATOR_MARK } from '../../fuzz/values.ts';

test('an operator of the client’s is found wherever it is in a command', () => {
  const filter = { username: { $gt: OPERATOR_MARK } };
  expect(findOperator({ find: 'users', filter })).toBe('filter.username.$gt');
  expect(findOperator({ aggregate: 'users', pipeline: [{ $match: { a: { $in: [OPERATOR_MARK] } } }] })).toBe(
    'pipeline.0.$match.a.$in.0',
  );
});

test.each([
  [{ find: 'users', filter: { username: OPERATOR_MARK } }],
  [{ insert: 'messages', documents: [{ text: `{"$gt":"${OPERATOR_MARK}"}` }] }],
  [{ update: 'messages', updates: [{ u: { $set: { text: `{"$gt":"${OPERATOR_MARK}"}` } } }] }],
])('a text is none: %j', (command) => {
  expect(findOperator(command)).toBeUndefined();
});
