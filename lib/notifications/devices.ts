/** Sends a notification to the devices of people, and settles what the push services answer. */
import { log } from '../platform/log.ts';
import { countMetric } from '../platform/request-scope.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { forgetMarks, type NotificationMarks } from '../realtime/notified.ts';
import { type DeviceSubscription, listSubscriptions, removeSubscription } from '../sessions/devices.ts';
import { type Payload, WITHOUT_TEXT } from './payload.ts';
import { mustShow, pushServiceOf } from './push-service.ts';
import { type Outcome, sendPush } from './sending.ts';

export interface Delivery {
  username: string;
  marks: NotificationMarks;
  payload: Payload;
  /** wakes devices that save power */
  urgent: boolean;
}

/** What to try again. */
export interface Postponed {
  session: string;
  /** that the push service asked for; undefined: it said nothing */
  seconds: number | undefined;
}

/** People whose subscriptions are read, and devices that are sent to, at once. */
const AT_ONCE = 20;

async function inTurns<Item, Result>(
  items: Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.values();
  const turn = async () => {
    for (const item of rest) results.push(await work(item));
  };
  await waitForAll(Array.from({ length: Math.min(AT_ONCE, items.length) }, turn));
  return results;
}

const withoutText = (payload: Payload): Payload =>
  'Body' in payload ? { ...payload, Body: WITHOUT_TEXT } : payload;

/** Safari must show each push; an edit of a text that a device does not show changes nothing there. */
function isMeantFor({ subscription }: DeviceSubscription, { Type }: Payload): boolean {
  if (Type === 'message') return true;
  const service = pushServiceOf(subscription.endpoint);
  if (service && mustShow(service)) return false;
  return Type !== 'edited' || subscription.showsText;
}

async function deliver(
  { session, subscription }: DeviceSubscription,
  { username, payload, urgent }: Delivery,
): Promise<Postponed[]> {
  const shown = subscription.showsText ? payload : withoutText(payload);
  let outcome: Outcome = await sendPush(subscription, shown, urgent);
  if (outcome.kind === 'too large') outcome = await sendPush(subscription, withoutText(payload), urgent);
  switch (outcome.kind) {
    case 'sent':
      countMetric('NotificationsSent');
      return [];
    case 'gone':
      await removeSubscription(username, session, subscription.endpoint);
      return [];
    case 'later':
      return [{ session, seconds: outcome.seconds }];
    default: {
      countMetric('NotificationsRefused');
      const status = outcome.kind === 'refused' ? outcome.status : 413;
      log.warn('notification refused', { service: pushServiceOf(subscription.endpoint)?.hostname, status });
      return [];
    }
  }
}

/** A browser can have two sessions of one person: it logged in again before the first had ended. */
const onceEach = (subscriptions: DeviceSubscription[]): DeviceSubscription[] => [
  ...new Map(subscriptions.map((each) => [each.subscription.endpoint, each])).values(),
];

/** @param only these sessions; absent: all */
export async function deliverAll(deliveries: Delivery[], only?: ReadonlySet<string>): Promise<Postponed[]> {
  const found = await inTurns(deliveries, async (delivery) => {
    const subscriptions = await listSubscriptions(delivery.username);
    // One that is made meanwhile writes another time.
    if (subscriptions.length === 0) await forgetMarks(delivery.username, delivery.marks);
    return onceEach(subscriptions)
      .filter((each) => isMeantFor(each, delivery.payload) && (only?.has(each.session) ?? true))
      .map((subscription) => ({ subscription, delivery }));
  });
  const postponed = await inTurns(found.flat(), ({ subscription, delivery }) =>
    deliver(subscription, delivery),
  );
  return postponed.flat();
}
