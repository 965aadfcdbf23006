import { useCallback, useEffect, useState } from 'preact/hooks';

export type Loaded<T> =
  | { status: 'loading'; value?: never; error?: never }
  | { status: 'failed'; error: unknown; value?: never }
  | { status: 'ready'; value: T; error?: never };

/** Fetches when shown. `set` replaces what was fetched by something newer. @param load must stay the same function */
export function useLoaded<T>(load: () => Promise<T>) {
  const [state, setState] = useState<Loaded<T>>({ status: 'loading' });
  const reload = useCallback(() => {
    let wanted = true;
    setState({ status: 'loading' });
    load().then(
      (value) => wanted && setState({ status: 'ready', value }),
      (error: unknown) => wanted && setState({ status: 'failed', error }),
    );
    return () => {
      wanted = false;
    };
  }, [load]);
  useEffect(reload, [reload]);
  const set = useCallback((value: T) => setState({ status: 'ready', value }), []);
  return { state, reload, set };
}
