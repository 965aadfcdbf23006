import {
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  MongoWriteConcernError,
} from 'mongodb';
import { expect, test } from 'vitest';
import { isUnavailable } from '#lib/platform/database-errors.ts';

const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });

test.each<[string, unknown]>([
  ['no server', new MongoServerSelectionError('none', {} as never)],
  ['a lost connection', new MongoNetworkError('lost')],
  ['a cleared pool', named('PoolClearedOnNetworkError')],
  ['a primary that stepped down', new MongoServerError({ message: 'not primary', code: 10107 })],
  ['a shutdown', new MongoServerError({ message: 'shutting down', code: 91 })],
  [
    'a majority that did not answer',
    new MongoWriteConcernError({ writeConcernError: { code: 91, errmsg: 'x' }, ok: 1, code: 91 } as never),
  ],
  ['a name that DNS does not find', Object.assign(new Error('querySrv ENOTFOUND'), { code: 'ENOTFOUND' })],
  ['a refused connection', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
  ['a throttled table', named('ThrottlingException')],
  ['a timed-out request', named('TimeoutError')],
])('%s is "not now"', (_, error) => {
  expect(isUnavailable(error)).toBe(true);
});

test.each<[string, unknown]>([
  ['a duplicate key', new MongoServerError({ message: 'E11000', code: 11000 })],
  ['a failed condition', named('ConditionalCheckFailedException')],
  ['a bug', new TypeError('x is not a function')],
  ['a missing file', Object.assign(new Error('ENOENT'), { code: 'ENOENT' })],
  ['no error at all', 'text'],
])('%s is wrong, not unavailable', (_, error) => {
  expect(isUnavailable(error)).toBe(false);
});
