/** The audit trail names whom the database or the operating system knows, and nobody else. */
import { expect, test } from 'vitest';
import { isOnThisMachine, OPERATOR_ROLE, operatorOf } from '../../../local/admin/operator.ts';

const ATLAS = 'mongodb+srv://olga:secret@cluster.abcde.mongodb.net/';
const HERE = 'mongodb://127.0.0.1:27017/';

test.each([
  ['a password', 'olga@admin'],
  ['a certificate', 'CN=olga,OU=operators@$external'],
  ['an AWS role', 'arn:aws:sts::123456789012:assumed-role/operators/*@$external'],
])('an operator who logs in with %s is named by the database', (_, user) => {
  expect(operatorOf({ users: [user], roles: [OPERATOR_ROLE] }, ATLAS, 'root')).toBe(user);
});

test.each([
  ['the functions’ own user', ATLAS, { users: ['functions@admin'], roles: ['corechatFunctions'] }],
  ['an administrator without the role', ATLAS, { users: ['root@admin'], roles: ['atlasAdmin'] }],
  ['a user without the role, through a tunnel', HERE, { users: ['functions@admin'], roles: [] }],
  ['nobody', ATLAS, { users: [], roles: [] }],
  ['nobody, where one server is elsewhere', 'mongodb://localhost,db.example.org/', { users: [], roles: [] }],
])('%s is refused', (_, uri, authenticated) => {
  expect(() => operatorOf(authenticated, uri, 'root')).toThrow(/is no operator|does not know who you are/);
});

test('on this machine, without a password, the operating system’s user acts', () => {
  expect(operatorOf({ users: [], roles: [] }, HERE, 'olga')).toBe('olga');
});

test.each([
  ['mongodb://localhost', true],
  ['mongodb://user:pass@localhost:27017/?authSource=admin', true],
  ['mongodb://127.0.0.1:1,127.0.0.2:2/x', true],
  ['mongodb://[::1]:27017/', true],
  ['mongodb://localhost.example.org/', false],
  ['mongodb://localhost@example.org/', false],
  ['mongodb://127.0.0.1.example.org/', false],
  ['mongodb+srv://cluster.abcde.mongodb.net', false],
  ['', false],
])('%s is on this machine: %s', (uri, here) => {
  expect(isOnThisMachine(uri)).toBe(here);
});
