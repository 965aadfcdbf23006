import { CloudOff } from 'lucide-preact';
import { chat } from '../../app/client.ts';
import { type Trouble, trouble } from '../../state/connection.ts';
import './banner.css';

function words(state: NonNullable<Trouble>): string {
  switch (state.kind) {
    case 'offline':
      return 'You are offline. What you write is kept and sent later.';
    case 'waiting':
      return `No connection. Trying again in ${state.seconds} s.`;
    case 'connecting':
      return 'Connecting…';
  }
}

/** Shows that the connection is lost, and that messages are sent after reconnecting. */
export function ConnectionBanner() {
  const state = trouble.value;
  return (
    <div class="banner-place">
      <p class="hidden-text" role="status">
        {state ? 'Not connected. Messages you write are kept and sent later.' : ''}
      </p>
      {state && (
        <div class="banner">
          <CloudOff size={18} aria-hidden="true" />
          <span>{words(state)}</span>
          {state.kind !== 'connecting' && (
            <button type="button" class="banner-action" onClick={() => chat.retryNow()}>
              Try now
            </button>
          )}
        </div>
      )}
    </div>
  );
}
