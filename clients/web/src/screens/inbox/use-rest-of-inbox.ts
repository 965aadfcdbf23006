import { useEffect, useState } from 'preact/hooks';
import { chat } from '../../app/client.ts';
import { useSnapshot } from '../../state/snapshot.ts';

export type RestOfInbox =
  | { state: 'loaded' | 'loading' }
  | { state: 'failed'; error: unknown; retry: () => void };

/** Loads all conversations during a search, which may match one that is not loaded yet. */
export function useRestOfInbox(isSearched: boolean): RestOfInbox {
  const { hasMore } = useSnapshot(chat.inbox);
  const [failure, setFailure] = useState<{ error: unknown }>();
  const isLoading = isSearched && hasMore && !failure;
  useEffect(() => {
    if (!isLoading) return;
    let goesOn = true;
    const load = async () => {
      while (goesOn && (await chat.inbox.loadMore()));
    };
    load().catch((error: unknown) => goesOn && setFailure({ error }));
    return () => {
      goesOn = false;
    };
  }, [isLoading]);
  useEffect(() => {
    if (!isSearched) setFailure(undefined);
  }, [isSearched]);
  if (isLoading) return { state: 'loading' };
  if (!isSearched || !failure) return { state: 'loaded' };
  return { state: 'failed', ...failure, retry: () => setFailure(undefined) };
}
