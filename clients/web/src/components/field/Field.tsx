import { Eye, EyeOff } from 'lucide-preact';
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { IconButton } from '../button/Button.tsx';
import { useAutofocus } from './use-autofocus.ts';
import './field.css';

interface FieldProps extends Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'label'> {
  label: string;
  name: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A labelled input. Its hint and its error are read out with it. */
export function Field({ label, hint, error, type = 'text', autofocus = false, ...rest }: FieldProps) {
  const id = useId();
  const input = useAutofocus<HTMLInputElement>(autofocus === true);
  const [revealed, setRevealed] = useState(false);
  const isPassword = type === 'password';
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <div class="field-box">
        <input
          {...rest}
          ref={input}
          id={id}
          class="input"
          type={isPassword && revealed ? 'text' : type}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={`${id}-hint ${id}-error`}
        />
        {isPassword && (
          <IconButton
            label={revealed ? 'Hide password' : 'Show password'}
            aria-pressed={revealed}
            onClick={() => setRevealed(!revealed)}
          >
            {revealed ? <EyeOff size={18} /> : <Eye size={18} />}
          </IconButton>
        )}
      </div>
      <Notes id={id} hint={hint} error={error} />
    </div>
  );
}

interface AreaProps extends Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'label'> {
  label: string;
  name: string;
  hint?: string | undefined;
  error?: string | undefined;
}

export function Area({ label, hint, error, ...rest }: AreaProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <textarea
        {...rest}
        id={id}
        class="input"
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={`${id}-hint ${id}-error`}
      />
      <Notes id={id} hint={hint} error={error} />
    </div>
  );
}

const Notes = ({ id, hint, error }: { id: string; hint: string | undefined; error: string | undefined }) => (
  <>
    <p class="field-error" id={`${id}-error`} aria-live="polite">
      {error}
    </p>
    <p class="field-hint" id={`${id}-hint`}>
      {hint}
    </p>
  </>
);
