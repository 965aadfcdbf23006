import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button, Spinner } from '../components/button/Button.tsx';
import { Empty } from '../components/empty/Empty.tsx';

interface LazyProps<P extends object> {
  load: () => Promise<ComponentType<P>>;
  label: string;
  props: P;
}

const loaded = new Map<unknown, unknown>();

/** A screen whose code is fetched when it is first opened. */
export function Lazy<P extends object>({ load, label, props }: LazyProps<P>) {
  const [state, setState] = useState<'loading' | 'failed' | 'ready'>('loading');
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let wanted = true;
    setState('loading');
    load().then(
      (component) => {
        loaded.set(load, component);
        if (wanted) setState('ready');
      },
      () => wanted && setState('failed'),
    );
    return () => {
      wanted = false;
    };
  }, [load, attempt]);
  const Screen = loaded.get(load) as ComponentType<P> | undefined;
  if (Screen) return <Screen {...props} />;
  if (state === 'failed') {
    return (
      <Empty
        title="This screen could not be loaded"
        actions={<Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>}
      >
        The connection failed, or CoreChat was updated meanwhile. If trying again does not help, reload the
        page.
      </Empty>
    );
  }
  return (
    <div class="pane-wait">
      <Spinner label={label} />
    </div>
  );
}
