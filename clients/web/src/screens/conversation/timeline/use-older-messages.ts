import { useRef, useState } from 'preact/hooks';
import type { Conversation } from '#sdk';

/** Loads a further page when its place comes near. After a failure only when the user asks for it. */
function usePages(load: () => Promise<boolean>, isWanted: () => boolean) {
  const [error, setError] = useState<unknown>();
  /** as `error`, also before the next drawing */
  const hasFailed = useRef(false);

  const tryLoading = () => {
    setError(undefined);
    hasFailed.current = false;
    load().catch((failure: unknown) => {
      hasFailed.current = true;
      setError(failure);
    });
  };
  const onNear = () => {
    if (isWanted() && !hasFailed.current) tryLoading();
  };
  return { error, load: tryLoading, onNear };
}

export function useOlderMessages(conversation: Conversation) {
  const { onNear: onNearStart, ...older } = usePages(
    () => conversation.loadOlder(),
    () => conversation.snapshot.hasOlder && !conversation.snapshot.loadingOlder,
  );
  return { ...older, onNearStart };
}

/** Where the end is not loaded. */
export function useNewerMessages(conversation: Conversation) {
  const { onNear: onNearEnd, ...newer } = usePages(
    () => conversation.loadNewer(),
    () => conversation.snapshot.hasNewer && !conversation.snapshot.loadingNewer,
  );
  return { ...newer, onNearEnd };
}
