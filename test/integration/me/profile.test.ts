/** functions/me/show.ts and functions/me/update.ts */
import { beforeEach, describe, expect, test } from 'vitest';
import { endSession } from '#lib/sessions/sessions.ts';
import { handler as showHandler } from '../../../functions/me/show.ts';
import { handler as updateHandler } from '../../../functions/me/update.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

let alice: Person;
beforeEach(async () => {
  alice = await createPerson('Alice');
});

const show = async ({ token } = alice) => call(showHandler, { path: '/me', token });
const update = (body: unknown, { token } = alice) =>
  call(updateHandler, { method: 'PATCH', path: '/me', token, body });

test('a new account has what it registered with, and nothing else', async () => {
  const { status, body } = await show();
  expect(status).toBe(200);
  expect(body).toEqual({
    username: alice.username,
    display_name: null,
    bio: null,
    avatar: null,
    first_name: 'Test',
    last_name: 'Person',
    email: `${alice.username}@example.org`,
    email_confirmed: false,
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    recovery_codes: null,
    last_seen_to: 'contacts',
    read_marks_to: 'contacts',
    add_to_groups: 'contacts',
    quiet_hours: null,
    link_previews: true,
    digest: 'off',
    digest_problem: null,
  });
});

describe('changing', () => {
  const everything = {
    first_name: 'Alice',
    last_name: 'Lee',
    email: 'lee@example.org',
    display_name: 'Ali 🦊',
    bio: 'Line one\nline two',
    avatar: { emoji: '👩🏽‍💻' },
    quiet_hours: { from: '22:00', to: '07:00', zone: 'Europe/Berlin' },
  };

  test('answers the whole profile as it is then', async () => {
    const { body: before } = await show();
    const { status, body } = await update(everything);
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, ...everything });
    expect((await show()).body).toEqual(body);
  });

  test('leaves absent fields unchanged', async () => {
    await update(everything);
    const { body } = await update({ bio: 'new' });
    expect(body).toMatchObject({ ...everything, bio: 'new' });
  });

  test('null clears what may be empty', async () => {
    await update(everything);
    const { body } = await update({ display_name: null, bio: null, avatar: null, quiet_hours: null });
    expect(body).toMatchObject({
      display_name: null,
      bio: null,
      avatar: null,
      quiet_hours: null,
      first_name: 'Alice',
    });
    expect((await show()).body).toEqual(body);
  });

  test.each([
    [{ display_name: '  Ali  ' }, { display_name: 'Ali' }],
    [{ bio: ' \n ' }, { bio: null }],
    [{ bio: '\u2800\u3164' }, { bio: null }],
    [{ bio: 'one\r\ntwo' }, { bio: 'one\ntwo' }],
    [{ avatar: { color: '#FF8800' } }, { avatar: { color: '#ff8800' } }],
    [{ display_name: '🦊'.repeat(50) }, { display_name: '🦊'.repeat(50) }],
    [{ bio: 'x'.repeat(500) }, { bio: 'x'.repeat(500) }],
  ])('%j becomes %j', async (given, expected) => {
    expect((await update(given)).body).toMatchObject(expected);
  });

  test.each<[unknown, string]>([
    [{ username: 'mallory' }, 'username'],
    [{ password: 'another password' }, 'password'],
    [{ created_at: '2020-01-01T00:00:00.000Z' }, 'created_at'],
    [{ listed: false }, 'listed'],
    [{ email: { $ne: null } }, 'email'],
    [{ email: null }, 'email'],
    [{ email: 'nobody' }, 'email'],
    [{ first_name: null }, 'first_name'],
    [{ first_name: '' }, 'first_name'],
    [{ last_name: 'x'.repeat(101) }, 'last_name'],
    [{ display_name: '' }, 'display_name'],
    [{ display_name: '   ' }, 'display_name'],
    [{ display_name: 'x'.repeat(51) }, 'display_name'],
    [{ display_name: 'a\u0000b' }, 'display_name'],
    [{ display_name: 'a\nb' }, 'display_name'],
    [{ display_name: 'a\u2028b' }, 'display_name'],
    [{ display_name: 'a\u202eb' }, 'display_name'],
    [{ display_name: ['Ali'] }, 'display_name'],
    [{ bio: 'x'.repeat(501) }, 'bio'],
    [{ bio: 'a\u0007b' }, 'bio'],
    [{ bio: '\ud83e' }, 'bio'],
    [{ bio: { $set: 1 } }, 'bio'],
    [{ avatar: '🦊' }, 'avatar'],
    [{ avatar: {} }, 'avatar'],
    [{ avatar: [] }, 'avatar'],
    [{ avatar: { emoji: 'A' } }, 'avatar.emoji'],
    [{ avatar: { emoji: '🦊🦊' } }, 'avatar.emoji'],
    [{ avatar: { emoji: { $ne: '' } } }, 'avatar'],
    [{ avatar: { color: 'red' } }, 'avatar'],
    [{ avatar: { color: 'url(//evil.example)' } }, 'avatar'],
    [{ avatar: { emoji: '🦊', color: '#ff8800' } }, 'avatar'],
    [{ avatar: { $where: '1' } }, 'avatar'],
    [{ quiet_hours: { from: '24:00', to: '07:00', zone: 'UTC' } }, 'quiet_hours.from'],
    [{ quiet_hours: { from: '22:00', to: '7:00', zone: 'UTC' } }, 'quiet_hours.to'],
    [{ quiet_hours: { from: '22:00', to: '07:00', zone: 'Mars/Olympus' } }, 'quiet_hours.zone'],
    [{ quiet_hours: { from: '22:00', to: '07:00', zone: '+01:00' } }, 'quiet_hours.zone'],
    [{ quiet_hours: { from: '22:00', to: '22:00', zone: 'UTC' } }, 'quiet_hours'],
  ])('refuses %j and changes nothing, not even beside a right field', async (wrong, field) => {
    const { body: before } = await show();
    const { status, body } = await update({ last_name: 'Changed', ...(wrong as object) });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0].detail).toMatch(/^(must|is) /);
    expect((await show()).body).toEqual(before);
  });

  test.each([{}, undefined])('refuses to change nothing: %j', async (body) => {
    expect(await update(body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

test('of two changes of different fields at once, both stay', async () => {
  await Promise.all([update({ bio: 'mine' }), update({ display_name: 'Ali' }), update({ last_name: 'Lee' })]);
  expect((await show()).body).toMatchObject({ bio: 'mine', display_name: 'Ali', last_name: 'Lee' });
});

test('asks for a token, and for a session that still lives', async () => {
  expect(await call(showHandler, { path: '/me' })).toMatchObject({
    status: 401,
    body: { code: 'unauthenticated' },
  });
  await endSession(alice.username, alice.session);
  const refused = { status: 401, body: { code: 'session_ended' } };
  expect(await show()).toMatchObject(refused);
  expect(await update({ bio: 'too late' })).toMatchObject(refused);
});
