import { useLayoutEffect, useState } from 'preact/hooks';

/** A live object of the SDK: snapshots are immutable and keep their identity until they change. */
export interface Store<S> {
  readonly snapshot: S;
  subscribe(listener: () => void): () => void;
}

/** The snapshot as it is now; draws again when it changes. */
export function useSnapshot<S>(store: Store<S>): S {
  const [, redraw] = useState(store.snapshot);
  useLayoutEffect(() => {
    const update = () => redraw(store.snapshot);
    update(); // it may have changed between drawing and subscribing
    return store.subscribe(update);
  }, [store]);
  return store.snapshot;
}
