import { X } from 'lucide-preact';
import { dismiss, toasts } from '../../state/toasts.ts';
import { IconButton } from '../button/Button.tsx';
import './toasts.css';

export const Toasts = () => (
  <div class="toasts" role="status" aria-live="polite">
    {toasts.value.map(({ id, text, tone, link }) => (
      <div key={id} class={`toast toast-${tone}`}>
        <span class="toast-text">
          {text}{' '}
          {link && (
            <a href={link.href} onClick={() => dismiss(id)}>
              {link.text}
            </a>
          )}
        </span>
        <IconButton label="Dismiss" onClick={() => dismiss(id)}>
          <X size={18} />
        </IconButton>
      </div>
    ))}
  </div>
);
