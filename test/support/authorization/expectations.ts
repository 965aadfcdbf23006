/**
 * Who may do what, said once by hand: a class for each route, and what differs from its class. Nothing here is derived from the
 * product; a route that is not listed has no expectation, and test/integration/authorization.test.ts fails for it.
 */
import type { Forgery, Standing } from './credentials.ts';

/** Instead of a status: that of a request which did what it was asked. */
export const DONE = 'done';

export type Class = 'public' | 'token' | 'session';

const everything = <Name extends string>(names: readonly Name[], outcome: string) =>
  Object.fromEntries(names.map((name) => [name, outcome])) as Record<Name, string>;

const STANDINGS: Standing[] = ['their own', 'session ended', 'account suspended', 'account deleted'];
const ENDED = '401 session_ended';

export const byStanding: Record<Class, Record<Standing, string>> = {
  public: everything(STANDINGS, DONE),
  token: everything(STANDINGS, DONE),
  session: { ...everything(STANDINGS, ENDED), 'their own': DONE },
};

const refused: Record<Forgery, string> = {
  'no token': '401 unauthenticated',
  malformed: '401 invalid_token',
  expired: '401 token_expired',
  'alg none': '401 invalid_token',
  'RS256 with a key of one’s own': '401 invalid_token',
  'HS256 with a public key as the secret': '401 invalid_token',
  'unknown kid': '401 invalid_token',
  'kid of another key of the ring': '401 invalid_token',
  'wrong audience': '401 invalid_token',
  'wrong issuer': '401 invalid_token',
  'wrong typ': '401 invalid_token',
};

export const byForgery: Record<Class, Record<Forgery, string>> = {
  public: everything(Object.keys(refused) as Forgery[], DONE),
  token: refused,
  session: refused,
};

export interface Expectation {
  class: Class;
  /** what differs from the class */
  except?: Partial<Record<Standing, string>>;
  /**
   * What others are answered who name the asker's object: the other member of its conversation, and somebody who is in none
   * with them. Absent where a request names nothing of anybody's, `peer` where it would name something of their own.
   */
  others?: { peer?: string; stranger: string };
}

const notYours = { peer: '403 not_your_message', stranger: '404 message_not_found' };
/** A send asks for no session, but the account's standing decides. */
const standing = { 'account suspended': '403 account_suspended', 'account deleted': ENDED };

/** Messages of a deleted account are nobody's, and it is in none of its conversations. */
const nobodys = { 'account deleted': '404 message_not_found' };

/** By function, and after it the case when there are several. */
export const expectations: Record<string, Expectation> = {
  'auth/register': { class: 'public' },
  'auth/login': {
    class: 'public',
    except: { 'account suspended': '403 account_suspended', 'account deleted': '404 "Invalid user."' },
  },
  'sessions/refresh': {
    class: 'public',
    except: {
      'session ended': '401 invalid_refresh_token',
      'account suspended': '401 invalid_refresh_token',
      'account deleted': '401 invalid_refresh_token',
    },
  },
  'sessions/list': { class: 'session' },
  'sessions/end another device': {
    class: 'session',
    others: { peer: '404 session_not_found', stranger: '404 session_not_found' },
  },
  'sessions/end `current`': { class: 'token' },
  'sessions/end-all': { class: 'session' },
  'users/list': { class: 'public' },
  'users/show': { class: 'token' },
  'blocks/list': { class: 'token' },
  'blocks/add': { class: 'token', except: { 'account deleted': ENDED } },
  'blocks/remove': { class: 'token' },
  'me/show': { class: 'session' },
  'me/update': { class: 'session' },
  'me/password': { class: 'session' },
  'me/delete': { class: 'session' },
  'me/export': { class: 'session' },
  'messages/send in a conversation': { class: 'token', except: standing },
  'messages/send to somebody new': { class: 'token', except: standing },
  'messages/list': { class: 'token', others: { stranger: DONE } },
  'messages/edit': {
    class: 'token',
    except: { 'account suspended': '403 account_suspended', ...nobodys },
    others: notYours,
  },
  'messages/delete': { class: 'token', except: nobodys, others: notYours },
  'messages/report': {
    class: 'token',
    except: nobodys,
    others: { peer: '403 own_message', stranger: '404 message_not_found' },
  },
  'conversations/list': { class: 'token' },
  'conversations/read': {
    class: 'token',
    except: { 'account deleted': ENDED },
    others: { stranger: '404 conversation_not_found' },
  },
  'realtime/ticket': { class: 'session' },
  'system/health': { class: 'public' },
  'system/openapi': { class: 'public' },
  'system/web': { class: 'public' },
};
