import { expect, test } from 'vitest';
import { CoreChat, type CoreChatError } from '#sdk';
import { whoMayRegister } from '../../../../clients/cli/src/interactive/forms.ts';
import { type FakeAnswer, fakeFetch } from '../../../support/http/fake-fetch.ts';

const problem = (status: number, code: string): FakeAnswer => ({
  status,
  body: { type: 'about:blank', title: code, status, code, request_id: 'a' },
  headers: { 'Content-Type': 'application/problem+json' },
});

async function whoMay(answer: FakeAnswer): Promise<string> {
  const chat = new CoreChat({ url: 'http://localhost:3000', fetch: fakeFetch(() => answer).fetch });
  try {
    return await whoMayRegister(chat);
  } catch (error) {
    return (error as CoreChatError).code;
  } finally {
    chat.close();
  }
}

const settings = (Registration: string): FakeAnswer => ({ body: { Registration } });

test.each<[string, FakeAnswer, string]>([
  ['takes everybody', settings('open'), 'open'],
  ['takes invitations', settings('invite'), 'invite'],
  ['takes nobody: nothing is asked', settings('off'), 'registration_closed'],
  ['is of an earlier version, without settings', problem(404, 'route_not_found'), 'open'],
])('a server that %s', async (_, answer, who) => {
  expect(await whoMay(answer)).toBe(who);
});
