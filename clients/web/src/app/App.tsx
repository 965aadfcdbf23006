import { useEffect } from 'preact/hooks';
import { isTransient, sentence } from '#sdk';
import { Button, Spinner } from '../components/button/Button.tsx';
import { ConfirmHost } from '../components/dialog/Confirm.tsx';
import { Empty } from '../components/empty/Empty.tsx';
import { Toasts } from '../components/toasts/Toasts.tsx';
import { Mark } from '../components/wordmark/Wordmark.tsx';
import { Login } from '../screens/auth/Login.tsx';
import { ReportHost } from '../screens/conversation/message/ReportHost.tsx';
import { announcement } from '../state/announcer.ts';
import { afterLogIn } from '../state/pending-join.ts';
import { phase, start } from '../state/session.ts';
import { Frame } from './Frame.tsx';
import { Lazy } from './Lazy.tsx';
import { go, route } from './router.ts';

export function App() {
  return (
    <>
      <Screen />
      <Toasts />
      <div class="hidden-text" role="log" aria-live="polite">
        {announcement.value}
      </div>
    </>
  );
}

function Screen() {
  const { value } = phase;
  if (value.name === 'starting') return <Starting />;
  // Also for those who are logged in: they may have opened a link.
  if (route.value.name === 'recover')
    return <Lazy screen={({ Recover }) => Recover} label="Opening the form" props={route.value} />;
  switch (value.name) {
    case 'unreachable':
      return <Unreachable error={value.error} />;
    case 'logged-out':
      if (route.value.name !== 'register') return <Login />;
      return <Lazy screen={({ Register }) => Register} label="Opening the form" props={{}} />;
    case 'logged-in':
      return <LoggedIn key={value.username} />;
  }
}

/** The page's splash, with a notice after a longer wait. */
const Starting = () => (
  <main class="splash" id="main">
    <span class="splash-mark">
      <Mark />
    </span>
    <span class="hidden-text" role="status">
      Opening CoreChat
    </span>
  </main>
);

const RETRY_MS = 5_000;

function Unreachable({ error }: { error: unknown }) {
  useEffect(() => {
    const again = () => void start();
    const timer = setTimeout(again, RETRY_MS);
    addEventListener('online', again);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', again);
    };
  }, [error]);
  return (
    <main class="splash" id="main">
      <Empty
        picture={<Mark />}
        title={navigator.onLine ? 'CoreChat does not answer' : 'You are offline'}
        alone
        actions={
          <Button tone="primary" onClick={() => void start()}>
            Try now
          </Button>
        }
      >
        <p role="alert">{isTransient(error) ? 'Check the connection.' : sentence(error)}</p>
        <p class="splash-wait">
          <Spinner /> CoreChat tries again by itself. You stay logged in.
        </p>
      </Empty>
    </main>
  );
}

function LoggedIn() {
  const { name } = route.value;
  useEffect(() => {
    // Those screens are for visitors who are not logged in. The form may have gone on since the drawing.
    const { name: now } = route.peek();
    if (now === 'login' || now === 'register') go(afterLogIn(), { replace: true });
  }, [name]);
  return (
    <>
      <Frame />
      <ConfirmHost />
      <ReportHost />
    </>
  );
}
