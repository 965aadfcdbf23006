import { useRef, useState } from 'preact/hooks';
import type { Conversation } from '#sdk';

/** Loads older messages when their place comes near. After a failure only when the user asks for it. */
export function useOlderMessages(conversation: Conversation) {
  const [error, setError] = useState<unknown>();
  /** as `error`, also before the next drawing */
  const hasFailed = useRef(false);

  const load = () => {
    setError(undefined);
    hasFailed.current = false;
    conversation.loadOlder().catch((failure: unknown) => {
      hasFailed.current = true;
      setError(failure);
    });
  };
  const onNearStart = () => {
    const { hasOlder, loadingOlder } = conversation.snapshot;
    if (hasOlder && !loadingOlder && !hasFailed.current) load();
  };
  return { error, load, onNearStart };
}
