/** The members of a group as far as they are loaded, again after each change of them. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isSameUser, type Member } from '#sdk';
import { chat } from '../../app/client.ts';
import { learnProfile } from '../../state/people.ts';

const PAGE = 100;
/** Changes that follow each other are read at once. */
const GATHER_MS = 300;

const RANK = { owner: 0, admin: 1, member: 2 };

export interface Members {
  status: 'loading' | 'ready' | 'failed';
  error?: unknown;
  /** owners first, then admins; in each part in the order of the usernames */
  members: readonly Member[];
  more: boolean;
}

/** @param own username of the user, who comes first */
const sorted = (members: readonly Member[], own: string): Member[] => {
  const rank = ({ username, role }: Member) => (isSameUser(username, own) ? -1 : RANK[role]);
  return [...members].sort((one, other) => rank(one) - rank(other));
};

export function useMembers(id: string, own: string) {
  const [state, setState] = useState<Members>({ status: 'loading', members: [], more: false });
  const pages = useRef<AsyncIterator<Member[]>>();
  const isFetching = useRef(false);

  const next = useCallback(
    async (isFirst: boolean) => {
      const iterator = pages.current;
      if (!iterator || (isFetching.current && !isFirst)) return;
      isFetching.current = true;
      try {
        const { value = [], done } = await iterator.next();
        if (iterator !== pages.current) return;
        value.forEach(learnProfile);
        setState((before) => ({
          status: 'ready',
          members: sorted(isFirst ? value : [...before.members, ...value], own),
          more: !done && value.length >= PAGE,
        }));
      } catch (error) {
        if (iterator !== pages.current) return;
        setState((before) => ({
          ...before,
          status: before.members.length > 0 ? 'ready' : 'failed',
          error,
          more: false,
        }));
      } finally {
        if (iterator === pages.current) isFetching.current = false;
      }
    },
    [own],
  );
  const load = useCallback(() => {
    pages.current = chat.groups.members(id, { limit: PAGE }).pages()[Symbol.asyncIterator]();
    void next(true);
  }, [id, next]);

  useEffect(() => {
    load();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const off = chat.on('message', ({ conversation, message, live }) => {
      if (!live || conversation !== id || !message.System) return;
      clearTimeout(timer);
      timer = setTimeout(load, GATHER_MS);
    });
    return () => {
      off();
      clearTimeout(timer);
      pages.current = undefined;
    };
  }, [id, load]);
  return { ...state, load, loadMore: () => void next(false) };
}
