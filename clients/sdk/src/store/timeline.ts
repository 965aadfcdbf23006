/** The messages of one conversation, merged from pages, syncs and events. Pure: each change is a new timeline. */
import type { Message } from '../types.ts';
import { withQuotes } from './quotes.ts';

/** A change of a message that shows before the server has confirmed it. */
export interface OptimisticUpdate {
  readonly id: string;
  /** of the message that was changed */
  readonly version: number;
  /** pure; also applied to later versions of the message */
  readonly change: (message: Message) => Message;
}

export interface Timeline {
  /** in the order of Seq, without gaps */
  readonly messages: readonly Message[];
  /** changed messages whose page is not loaded yet: a page that was read before the change must not undo it */
  readonly older: readonly Message[];
  /** changed and new messages behind the loaded part, as `older` */
  readonly newer: readonly Message[];
  /** all messages from this Seq on are here; older ones wait for their page */
  readonly floor: number;
  /** all messages up to this Seq are here; newer ones wait for their page. Infinity: the end is here */
  readonly ceiling: number;
  /** address of the next older page */
  readonly next?: string | undefined;
  /** address of the next newer page */
  readonly prev?: string | undefined;
  /** of them, messages as they were earlier, which the server has not confirmed; absent without any */
  readonly kept?: readonly Message[];
  /** counts how often another part was loaded in place of this one */
  readonly range: number;
  /** in the order in which they were made */
  readonly updates: readonly { update: OptimisticUpdate; isConfirmed: boolean }[];
}

export const EMPTY: Timeline = {
  messages: [],
  older: [],
  newer: [],
  floor: Number.POSITIVE_INFINITY,
  ceiling: Number.POSITIVE_INFINITY,
  range: 0,
  updates: [],
};

/** @returns the index of the first message whose Seq is not below */
function lowerBound(messages: readonly Message[], seq: number): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle] as Message).Seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

const partOf = ({ floor, ceiling }: Timeline, seq: number) =>
  seq < floor ? 'older' : seq > ceiling ? 'newer' : 'messages';

export function findMessage(timeline: Timeline, seq: number): Message | undefined {
  const list = timeline[partOf(timeline, seq)];
  const found = list[lowerBound(list, seq)];
  return found?.Seq === seq ? found : undefined;
}

export const isShown = (timeline: Timeline | undefined, { Seq }: Message): boolean =>
  timeline !== undefined && Seq >= timeline.floor && Seq <= timeline.ceiling;

/**
 * The floor of a timeline that has its first message. Nothing before one's own joining of a group is to be seen: a message that was
 * being written when a member left can arrive after they have joined again.
 * @param first for everybody else it is another message
 */
const beginningAt = (first: Message | undefined): number =>
  first?.System?.Type === 'joined' || first?.System?.Type === 'added' ? first.Seq : 0;

/** A message that was written late has got another Seq: its earlier state goes. */
function withoutEarlierPlace(timeline: Timeline, { Id, Seq, Version }: Message): Timeline | undefined {
  const earlier = timeline.messages.findLast((each) => each.Id === Id && each.Seq !== Seq);
  if (!earlier) return timeline;
  if (earlier.Version >= Version) return undefined;
  return { ...timeline, messages: timeline.messages.filter((each) => each !== earlier) };
}

/** Of one version some copies have a quote and others have none, see MessageResource. */
const isLater = (message: Message, known: Message): boolean =>
  message.Version === known.Version
    ? known.ReplyTo === message.ReplyTo && !known.Quoted && Boolean(message.Quoted)
    : message.Version > known.Version;

/** Keeps the state with the higher Version. @returns the timeline itself when nothing changed */
export function withMessage(before: Timeline, message: Message): Timeline {
  const known = findMessage(before, message.Seq);
  if (known && !isLater(message, known)) return before;
  const timeline = known ? before : withoutEarlierPlace(before, message);
  if (!timeline) return before;
  const part = partOf(timeline, message.Seq);
  const list = timeline[part];
  const placed = list.toSpliced(lowerBound(list, message.Seq), known ? 1 : 0, message);
  return settle({ ...timeline, [part]: placed }, message);
}

/**
 * How far no message is missing that may still be on its way. What is not loaded counts as there.
 * @param readSeq where to begin
 * @param seq where to end at the latest
 * @param settledAt epoch ms: what is missing before a message of this time or earlier never comes
 */
export function wholeUpTo(
  { messages, floor }: Timeline,
  readSeq: number,
  seq: number,
  settledAt: number,
): number {
  let reached = Math.max(readSeq, Number.isFinite(floor) ? floor - 1 : 0);
  for (const { Seq, Timestamp } of messages.slice(lowerBound(messages, reached + 1))) {
    if (reached >= seq) break;
    if (Seq > reached + 1 && Date.parse(Timestamp) > settledAt) return reached;
    reached = Seq;
  }
  return seq;
}

/**
 * The first message sent at or after a time, or the newest one where there is none.
 * @param at epoch ms
 * @returns undefined where it is not loaded
 */
export function messageAt({ messages, next, prev }: Timeline, at: number): Message | undefined {
  const index = messages.findIndex(({ Timestamp }) => Date.parse(Timestamp) >= at);
  if (index === -1) return prev === undefined ? messages.at(-1) : undefined;
  return index > 0 || next === undefined ? messages[index] : undefined;
}

/** A page that ends where the loaded part begins. @param page oldest first @param next address of the page before it */
export function withPage(timeline: Timeline, page: readonly Message[], next: string | undefined): Timeline {
  const { messages, older } = timeline;
  const [first = timeline.messages[0]] = page;
  const floor =
    next === undefined ? beginningAt(first) : Math.min(page[0]?.Seq ?? timeline.floor, timeline.floor);
  const at = lowerBound(older, floor);
  const known = { older: older.slice(0, at), messages: [...older.slice(at), ...messages] };
  return page.reduce(withMessage, { ...timeline, ...known, floor, next });
}

/** A page that begins where the loaded part ends. @param page oldest first @param prev address of the page after it */
export function withNewerPage(
  timeline: Timeline,
  page: readonly Message[],
  prev: string | undefined,
): Timeline {
  const { messages, newer } = timeline;
  const end = Math.max(page.at(-1)?.Seq ?? timeline.ceiling, timeline.ceiling);
  const ceiling = prev === undefined ? Number.POSITIVE_INFINITY : end;
  const at = lowerBound(newer, ceiling + 1);
  const known = { newer: newer.slice(at), messages: [...messages, ...newer.slice(0, at)] };
  return page.reduce(withMessage, { ...timeline, ...known, ceiling, prev });
}

const knownIn = ({ older, messages, newer }: Timeline) => [...older, ...messages, ...newer];

/**
 * A page from the middle, which replaces what is loaded unless the two touch.
 * @param page oldest first
 * @param links addresses of the pages before and after it
 */
export function withPart(
  timeline: Timeline,
  page: readonly Message[],
  { next, prev }: Pick<Timeline, 'next' | 'prev'>,
): Timeline {
  const [first, last] = [page[0], page.at(-1)];
  if (!first || !last) return timeline;
  if (first.Seq >= timeline.floor && last.Seq <= timeline.ceiling) return page.reduce(withMessage, timeline);
  const isBefore = timeline.ceiling === Number.POSITIVE_INFINITY && last.Seq >= timeline.floor;
  if (isBefore) return withPage(timeline, page, next);
  const fresh: Timeline = {
    ...EMPTY,
    updates: timeline.updates,
    range: timeline.range + 1,
    floor: next === undefined ? beginningAt(first) : first.Seq,
    ceiling: prev === undefined ? Number.POSITIVE_INFINITY : last.Seq,
    next,
    prev,
  };
  return [...page, ...knownIn(timeline)].reduce(withMessage, fresh);
}

/** The newest page, before which something may be missing: forgets what is older. @param isKept the page is as it was earlier */
export function withNewest(
  timeline: Timeline,
  page: readonly Message[],
  next: string | undefined,
  isKept = false,
): Timeline {
  const { updates, ceiling, kept: unconfirmed = [] } = timeline;
  const kept = knownIn(timeline).filter((message) => !unconfirmed.includes(message));
  const range = ceiling === Number.POSITIVE_INFINITY ? timeline.range : timeline.range + 1;
  const fresh = withPage({ ...EMPTY, updates, range, ...(isKept && { kept: page }) }, page, next);
  return kept.filter(({ Seq }) => Seq >= fresh.floor).reduce(withMessage, fresh);
}

/** The same timeline is shown with the same array each time. */
const shownBefore = new WeakMap<Timeline, readonly Message[]>();

/** The messages as the screen shows them: with the updates that are under way, and with quotes. */
export function shownMessages(timeline: Timeline): readonly Message[] {
  const before = shownBefore.get(timeline);
  if (before) return before;
  const { messages, older, newer, updates } = timeline;
  const shown = withQuotes(withUpdates(messages, updates), [...older, ...newer]);
  shownBefore.set(timeline, shown);
  return shown;
}

function withUpdates(messages: readonly Message[], updates: Timeline['updates']): readonly Message[] {
  if (updates.length === 0) return messages;
  const changes = Map.groupBy(updates, ({ update }) => update.id);
  return messages.map((message) =>
    (changes.get(message.Id) ?? []).reduce((shown, { update }) => update.change(shown), message),
  );
}

/** Shows an update until it is undone, or confirmed and the message's next version is here. */
export const withUpdate = (timeline: Timeline, update: OptimisticUpdate): Timeline => ({
  ...timeline,
  updates: [...timeline.updates, { update, isConfirmed: false }],
});

/** @param isConfirmed false: the server refused it */
export function withOutcome(timeline: Timeline, update: OptimisticUpdate, isConfirmed: boolean): Timeline {
  const updates = timeline.updates.flatMap((each) =>
    each.update !== update ? [each] : isConfirmed ? [{ update, isConfirmed }] : [],
  );
  const message = timeline.messages.findLast(({ Id }) => Id === update.id);
  return message ? settle({ ...timeline, updates }, message) : { ...timeline, updates };
}

function settle(timeline: Timeline, { Id, Version }: Message): Timeline {
  const isDone = ({ update, isConfirmed }: Timeline['updates'][number]) =>
    isConfirmed && update.id === Id && Version > update.version;
  if (!timeline.updates.some(isDone)) return timeline;
  return { ...timeline, updates: timeline.updates.filter((each) => !isDone(each)) };
}
