import type { ComponentChildren } from 'preact';
import { Wordmark } from '../../components/wordmark/Wordmark.tsx';
import './auth.css';

/** The sheet that both forms stand on. */
export const AuthFrame = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <div class="auth">
    <header class="auth-brand">
      <Wordmark />
      <p class="auth-motto">A quiet place to talk.</p>
    </header>
    <main class="auth-sheet" id="main">
      <h1 class="auth-title">{title}</h1>
      {!isSecureContext && (
        <p class="auth-reason" role="note">
          This connection is not encrypted: others in your network can read your password and your messages.
          Use an address that begins with https:// where there is one.
        </p>
      )}
      {children}
    </main>
  </div>
);
