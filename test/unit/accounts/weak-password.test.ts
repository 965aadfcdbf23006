import { expect, test } from 'vitest';
import { COMMON_PASSWORDS } from '#lib/accounts/common-passwords.ts';
import { weakness } from '#lib/accounts/weak-password.ts';

const alice = {
  username: 'alice.lee',
  email: 'alice@lookingglass.example',
  firstName: 'Alice',
  lastName: 'Pleasance',
  displayName: 'Queen Alice',
};

test.each(['password1', 'Password1', 'qwertyuiop', '1qaz2wsx', 'iloveyou', 'TRUSTNO1'])(
  '%s is one of the most common',
  (password) => {
    expect(weakness(password, alice)).toContain('most common');
  },
);

test.each([
  'alice.lee',
  'ALICE.LEE',
  'alice@lookingglass.example',
  'lookingglass',
  'Pleasance1!',
  'alicepleasance',
  'alice2026',
  'queenalice',
  'corechat1',
])('%s consists of words of the account', (password) => {
  expect(weakness(password, alice)).toContain('your name');
});

test.each(['aaaaaaaaaaaa', 'abababababab', '        '])('%j repeats one or two characters', (password) => {
  expect(weakness(password, alice)).toContain('repeat');
});

test.each([
  'correct horse battery',
  'alice likes white rabbits',
  'my pleasance is a garden',
  'zbT4!x_p',
  'ein langer deutscher satz',
  '山田太郎は毎日走る',
  'password1 password2',
  'le3-qu8-zi1',
])('%s is accepted', (password) => {
  expect(weakness(password, alice)).toBeUndefined();
});

test('the list has 10,000 passwords of at least eight characters', () => {
  const listed = COMMON_PASSWORDS.trim().split(' ');
  expect(new Set(listed).size).toBe(10_000);
  expect(listed.every((each) => each.length >= 8 && each === each.toLowerCase())).toBe(true);
});
