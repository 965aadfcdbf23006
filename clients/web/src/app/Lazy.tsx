import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button, Spinner } from '../components/button/Button.tsx';
import { Empty } from '../components/empty/Empty.tsx';
import { loadRestOrReload, type Rest, rest, restFailed } from './rest-loader.ts';

interface LazyProps<P extends object> {
  screen: (rest: Rest) => ComponentType<P>;
  label: string;
  props: P;
}

const RETRY_MS = 5_000;

/** A screen of rest.ts. While that file cannot be fetched, it tries again by itself. */
export function Lazy<P extends object>({ screen, label, props }: LazyProps<P>) {
  const loaded = rest.value;
  const isMissing = loaded === undefined;
  useEffect(() => {
    if (!isMissing) return;
    const again = () => void loadRestOrReload();
    again();
    const timer = setInterval(again, RETRY_MS);
    addEventListener('online', again);
    return () => {
      clearInterval(timer);
      removeEventListener('online', again);
    };
  }, [isMissing]);
  if (loaded) {
    const Screen = screen(loaded);
    return <Screen {...props} />;
  }
  if (restFailed.value) {
    return (
      <Empty
        title="This screen could not be loaded"
        actions={<Button onClick={() => void loadRestOrReload()}>Try now</Button>}
      >
        Check the connection. CoreChat tries again by itself.
      </Empty>
    );
  }
  return (
    <div class="pane-wait">
      <Spinner label={label} />
    </div>
  );
}
