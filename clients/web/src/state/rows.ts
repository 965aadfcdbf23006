/** Turns a conversation's messages into the rows of its timeline: days, runs of one sender, the unread divider. */
import { isSameUser, type Message, type OutboxEntry } from '#sdk';

/** The part of a message that places it. Field names are the API's. */
export interface PlacedMessage {
  Id: string;
  From: string;
  Seq: number;
  Timestamp: string;
  ClientId: string | null;
  /** a change of the group; null in messages that people write */
  System?: Message['System'];
}

/** A message that the server has not acknowledged yet. */
export interface PendingMessage {
  clientId: string;
  /** RFC 3339, by this device's clock */
  queuedAt: string;
}

interface Place {
  /** stays the same when the server acknowledges the message: the element is kept, nothing flickers */
  key: string;
  own: boolean;
  /** username of the sender */
  from: string;
  /** milliseconds since 1970; never earlier than the row above, however the clocks differ */
  at: number;
  /** a day begins here */
  day: boolean;
  /** the first unread message */
  unread: boolean;
  /** first and last of an uninterrupted run of one sender */
  head: boolean;
  tail: boolean;
}

export type Row<M extends PlacedMessage, P extends PendingMessage> = Place &
  ({ message: M; pending?: never } | { pending: P; message?: never });

/** A row as the timeline on the screen shows it. */
export type TimelineRow = Row<Message, OutboxEntry>;

/** '' when deleted */
export const textOf = ({ message, pending }: TimelineRow): string => message?.Message ?? pending?.text ?? '';

/** How many files are attached. */
export const filesIn = ({ message, pending }: TimelineRow): number =>
  (message?.Attachments ?? pending?.files ?? []).length;

export const isDeleted = ({ message }: TimelineRow): boolean =>
  message !== undefined && message.DeletedAt !== null;

export interface RowsInput<M, P> {
  /** ascending Seq */
  messages: readonly M[];
  pending: readonly P[];
  /** username of the user */
  self: string;
  /** the divider stands before the first message of others after this Seq; null for none */
  unreadAfter: number | null;
}

/** Whether another person has written it: it can be unread. */
const isForeign = ({ From, System }: PlacedMessage, self: string): boolean =>
  !System && !isSameUser(From, self);

const GROUP_MS = 5 * 60_000;

/** The calendar day in the system's time zone, as a number that differs from day to day. @param at epoch ms */
export function dayOf(at: number): number {
  const date = new Date(at);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}

/** One row per message, so that older pages put in front never change how many rows there were. */
export function buildRows<M extends PlacedMessage, P extends PendingMessage>(
  input: RowsInput<M, P>,
): Row<M, P>[] {
  const { messages, pending, self, unreadAfter } = input;
  const rows: Row<M, P>[] = [];
  let last: Row<M, P> | undefined;
  let lastDay = Number.NaN;
  let lastFrom = '';
  let unreadShown = unreadAfter === null;

  const place = (from: string, own: boolean, time: string, unread: boolean) => {
    const sender = from.toLowerCase();
    const at = Math.max(Date.parse(time) || 0, last?.at ?? 0);
    const dayNow = dayOf(at);
    const day = dayNow !== lastDay;
    lastDay = dayNow;
    const head = day || unread || !last || lastFrom !== sender || at - last.at > GROUP_MS;
    if (last && head) last.tail = true;
    lastFrom = sender;
    return { own, from, at, day, unread, head, tail: false };
  };

  for (const message of messages) {
    const own = isSameUser(message.From, self);
    const unread = !unreadShown && isForeign(message, self) && message.Seq > (unreadAfter as number);
    unreadShown ||= unread;
    const key = own && message.ClientId !== null ? `c${message.ClientId}` : message.Id;
    last = { key, message, ...place(message.System ? ' ' : message.From, own, message.Timestamp, unread) };
    rows.push(last);
  }
  for (const entry of pending) {
    last = { key: `c${entry.clientId}`, pending: entry, ...place(self, true, entry.queuedAt, false) };
    rows.push(last);
  }
  if (last) last.tail = true;
  return rows;
}

/** @returns the number of messages of others after `seq`. Reads the end of the list only. */
export function countBehind(messages: readonly PlacedMessage[], self: string, seq: number): number {
  let count = 0;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index] as PlacedMessage;
    if (message.Seq <= seq) break;
    if (isForeign(message, self)) count++;
  }
  return count;
}
