/**
 * What works without a dependency, said once by hand: for each of the three, however it is away. Nothing here is derived from the
 * product; a row that is not listed has no expectation, and test/integration/degradation.test.ts fails for it.
 */
import type { Dependency } from './outages.ts';

const WORKS = 'works';
const AWAY = '503';
const ERROR_FRAME = 'error frame';
const UNTOLD = 'works, without a push';
const UNLIMITED = 'works, without a limit';

type Expectation = Record<Dependency, string>;

const cells = (mongodb: string, dynamodb: string, push: string): Expectation => ({
  MongoDB: mongodb,
  DynamoDB: dynamodb,
  'push endpoint': push,
});

const asksNothing = cells(WORKS, WORKS, WORKS);
const reads = cells(AWAY, WORKS, WORKS);
const readsWithinLimits = cells(AWAY, UNLIMITED, WORKS);
const changes = cells(AWAY, UNTOLD, UNTOLD);
const sends = cells(AWAY, 'works, without a limit, a push', UNTOLD);
const ofSessions = cells(WORKS, AWAY, WORKS);
const endsSessions = cells(WORKS, AWAY, UNTOLD);
const ofTheAccount = cells(AWAY, AWAY, WORKS);

/** By function, and after it the case when there are several. */
export const expectations: Record<string, Expectation> = {
  'auth/register': readsWithinLimits,
  'auth/login': ofTheAccount,
  'sessions/refresh': ofSessions,
  'sessions/list': ofSessions,
  'sessions/end another device': ofSessions,
  'sessions/end `current`': endsSessions,
  'sessions/end-all': endsSessions,
  'users/list the first page': reads,
  'users/list a search': readsWithinLimits,
  'users/show': cells(AWAY, 'works, without presence', WORKS),
  'blocks/list': reads,
  'blocks/add': changes,
  'blocks/remove': changes,
  'me/show': ofTheAccount,
  'me/update': ofTheAccount,
  'me/password': ofTheAccount,
  'me/delete': cells(AWAY, AWAY, UNTOLD),
  'me/export': ofTheAccount,
  'messages/send in a conversation': sends,
  'messages/send to somebody new': sends,
  'messages/list': reads,
  'messages/edit': changes,
  'messages/delete': changes,
  'messages/report': readsWithinLimits,
  'conversations/list': reads,
  'conversations/read': changes,
  'realtime/ticket': ofSessions,
  'system/health': cells('503, names mongodb', '503, names dynamodb', 'works, names push'),
  'system/openapi': asksNothing,
  'system/web': asksNothing,
  'system/fallback': asksNothing,
  'realtime/connect': cells(UNTOLD, AWAY, UNTOLD),
  'realtime/disconnect': cells(UNTOLD, AWAY, UNTOLD),
  'realtime/ping': cells(WORKS, ERROR_FRAME, WORKS),
  'realtime/typing': cells(ERROR_FRAME, ERROR_FRAME, UNTOLD),
  'realtime/default': cells(WORKS, ERROR_FRAME, WORKS),
};
