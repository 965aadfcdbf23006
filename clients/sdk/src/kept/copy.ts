/** The copy of what was read last: the server's resources as they were, as one text. */
import type { Login } from '../session/session-record.ts';
import { idOf, peerOf, type State } from '../store/state.ts';
import type { ConversationSummary, Message } from '../types.ts';
import { isSameUser } from '../username.ts';

/** The newest messages of a conversation. */
export interface KeptPage {
  conversation: string;
  /** of its row: another one shows that something has changed since */
  version: number;
  /** oldest first */
  messages: readonly Message[];
  hasOlder: boolean;
}

export interface Copy {
  format: 1;
  login: Login;
  rows: readonly ConversationSummary[];
  /** the conversation that was opened last comes first */
  pages: readonly KeptPage[];
}

const ROWS_MAX = 50;
export const PAGES_MAX = 20;
const MESSAGES_MAX = 50;
/** UTF-16 code units of the text. */
export const COPY_MAX = 2_000_000;

/** @returns undefined for a damaged text, or that of another release */
export function copyIn(text: string | undefined): Copy | undefined {
  try {
    const { format, login, rows, pages } = JSON.parse(text ?? 'null') as Copy;
    const isWhole = format === 1 && typeof login.username === 'string' && Array.isArray(rows);
    return isWhole && pages.every(({ messages }) => Array.isArray(messages))
      ? { format, login, rows, pages }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The conversations that did not fit are those that were opened first. */
export function textOf({ pages, ...rest }: Copy): string {
  let room = COPY_MAX - JSON.stringify(rest).length;
  const fitting = pages.filter((page) => {
    room -= JSON.stringify(page).length + 1;
    return room > 0;
  });
  return JSON.stringify({ ...rest, pages: fitting });
}

interface Read {
  login: Login;
  state: State;
  /** the rows that the inbox lists; undefined while the server has not sent them */
  listed: readonly ConversationSummary[] | undefined;
  /** ids of conversations, the one that was opened last first */
  opened: readonly string[];
}

/** The page of a conversation that was opened; undefined while its end is not loaded, or not confirmed by the server. */
function pageIn(state: State, id: string): KeptPage | undefined {
  const timeline = state.timelines.get(id);
  if (!timeline || timeline.kept || timeline.prev !== undefined || state.left.has(id)) return undefined;
  const messages = timeline.messages.slice(-MESSAGES_MAX);
  return {
    conversation: id,
    version: state.rows.get(id)?.Version ?? 0,
    messages,
    hasOlder: timeline.next !== undefined || messages.length < timeline.messages.length,
  };
}

/** @param before the copy before: pages of it stay while nothing has changed in their conversation */
export function nextCopy({ login, state, listed, opened }: Read, before: Copy | undefined): Copy {
  const earlier = new Map(before?.pages.map((page) => [page.conversation, page]));
  const ids = [...new Set([...opened, ...earlier.keys()])];
  const isUnchanged = ({ conversation, version }: KeptPage) =>
    listed === undefined || state.rows.get(conversation)?.Version === version;
  const pages = ids.flatMap((id) => {
    const kept = earlier.get(id);
    return pageIn(state, id) ?? (kept && isUnchanged(kept) ? kept : []);
  });
  return {
    format: 1,
    login,
    rows: (listed ?? before?.rows ?? []).slice(0, ROWS_MAX),
    pages: pages.slice(0, PAGES_MAX),
  };
}

/** @param to username or conversation id @param isListed the server has sent the inbox */
export function pageOf(
  { pages, login }: Copy,
  state: State,
  to: string,
  isListed: boolean,
): KeptPage | undefined {
  const id = idOf(state, to);
  if (isListed && (id === undefined || !state.rows.has(id))) return undefined;
  // A conversation that the kept rows do not reach is known by its messages.
  const isWith = ([first]: readonly Message[]) => first && isSameUser(peerOf(first, login.username), to);
  return pages.find(({ conversation, messages }) =>
    id === undefined ? isWith(messages) : conversation === id,
  );
}
