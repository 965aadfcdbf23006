/** Usernames that mean something to JavaScript or to a database: they are names as any other. */
import { expect, test } from 'vitest';
import { register } from '#lib/accounts/registration.ts';
import { handler as deleteHandler } from '../../../functions/me/delete.ts';
import { handler as exportHandler } from '../../../functions/me/export.ts';
import { handler as updateHandler } from '../../../functions/me/update.ts';
import { handler as typingHandler } from '../../../functions/realtime/typing.ts';
import { handler as usersHandler } from '../../../functions/users/list.ts';
import { handler as showHandler } from '../../../functions/users/show.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, logInAgain } from '../../support/people/people.ts';
import { PASSWORD, registration } from '../../support/people/registration.ts';
import { block, blocksOf, inbox, list, read, send, texts, unblock } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket, sendFrame } from '../../support/sockets/sockets.ts';

const NAMES = ['__proto__', 'constructor', 'hasOwnProperty', '...'];

test.each(NAMES)(
  'a user called %s can send, receive, read, be blocked, be shown and be deleted',
  async (name) => {
    await register(registration(name));
    const [odd, bob] = [await logInAgain({ username: name }), await createPerson('bob')];
    const sockets = [await openSocket(odd), await openSocket(bob)];

    expect((await send(bob, odd, 'hello')).body).toMatchObject({ To: name, From: bob.username });
    const { Seq } = (await send(odd, bob, name)).body;
    expect(await texts(bob, odd)).toEqual(['hello', name]);
    expect((await inbox(bob)).body).toMatchObject([{ User: name, Unread: 1, LastMessage: { From: name } }]);
    expect((await inbox(odd)).body).toMatchObject([{ User: bob.username, Unread: 1 }]);
    expect((await read(bob, odd, Seq)).status).toBe(200);
    const since = (await list(odd, bob)).headers['x-sync-token'] ?? '';
    expect((await list(odd, bob, { since })).status).toBe(200);

    expect(
      await sendFrame(typingHandler, sockets[0] ?? '', { type: 'typing', User: bob.username }),
    ).toBeUndefined();
    expect(gateway.frames(sockets[1] ?? '')).toContainEqual(
      expect.objectContaining({ type: 'typing', data: expect.objectContaining({ Username: name }) }),
    );
    const profile = await call(showHandler, { path: '/x', params: { username: name }, token: bob.token });
    expect(profile.body).toMatchObject({ username: name, presence: { online: true } });
    expect((await call(usersHandler, { path: '/Users', query: { prefix: name } })).body).toContain(name);

    expect((await block(bob, name)).status).toBe(200);
    expect((await blocksOf(bob)).body).toMatchObject([{ Username: name }]);
    expect((await unblock(bob, name)).status).toBe(204);
    const body = { bio: name, display_name: name === '...' ? null : name };
    expect(
      (await call(updateHandler, { method: 'PATCH', path: '/me', token: odd.token, body })).body,
    ).toMatchObject(body);
    const held = (await call(exportHandler, { path: '/me/export', token: odd.token })).body;
    expect(JSON.stringify(held)).toContain(name);
    expect(
      (
        await call(deleteHandler, {
          method: 'DELETE',
          path: '/me',
          token: odd.token,
          body: { password: PASSWORD },
        })
      ).status,
    ).toBe(204);
    expect((await inbox(bob)).body).toMatchObject([{ Deleted: true }]);
    expect('hello' in {}).toBe(false);
  },
);
