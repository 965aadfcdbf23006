/** People of the tests, registered through the API. */
import { randomBytes } from 'node:crypto';
import { http } from '../../support/http/http.ts';

export interface Account {
  username: string;
  password: string;
}

const PASSWORD = 'correct horse battery';

export async function registerNamed(url: string, username: string): Promise<Account> {
  const account = { username, password: PASSWORD };
  const form = { first_name: 'Robin', last_name: 'Tester', email: `${username}@example.org`, ...account };
  const { status, body } = await http('POST', `${url}/Register`, form);
  if (status !== 201) throw new Error(`Registration answered ${status}: ${JSON.stringify(body)}`);
  return account;
}

/** @param name beginning of the username; the rest makes it unique */
export const registerAccount = (url: string, name: string): Promise<Account> =>
  registerNamed(url, `${name}-${randomBytes(4).toString('hex')}`);

/** @param session as in X-CoreChat-Session: a client that renews its token gets one that expires sooner @returns that of a new session */
export async function tokenOf(
  url: string,
  { username, password }: Account,
  session?: 'token',
): Promise<string> {
  const headers = session ? { 'x-corechat-session': session } : {};
  const { body } = await http('POST', `${url}/Login`, { username, password }, headers);
  return body.Token;
}

/** @param to username, or the id of a group @returns the message as the API answers it */
export async function sendByApi(url: string, token: string, to: string, text: string) {
  const headers = { authorization: `Bearer ${token}`, prefer: 'return=representation' };
  const address = to.startsWith('~') ? { Conversation: to } : { User: to };
  const { status, body } = await http('POST', `${url}/messages`, { ...address, Message: text }, headers);
  if (status !== 201) throw new Error(`Sending answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Accepts the request of a stranger. @param token of the one who accepts @param of username of the stranger */
export async function acceptByApi(url: string, token: string, of: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const { status } = await http('PUT', `${url}/conversations/${of}/request`, { Answer: 'accept' }, headers);
  if (status !== 200) throw new Error(`Accepting answered ${status}`);
}

/** Makes contacts of two people, with one message that is unread to the second. */
export async function acquaintByApi(url: string, one: Account, other: Account): Promise<void> {
  await sendByApi(url, await tokenOf(url, one), other.username, 'Hello');
  await acceptByApi(url, await tokenOf(url, other), one.username);
}
