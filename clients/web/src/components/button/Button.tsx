import type { ComponentChildren, JSX, Ref } from 'preact';
import './button.css';

interface ButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'icon'> {
  tone?: 'plain' | 'primary' | 'danger' | 'quiet';
  busy?: boolean;
  children: ComponentChildren;
}

/** A busy button keeps its focus and its width, and cannot be pressed twice. */
export function Button({ tone = 'plain', busy = false, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={`button button-${tone}`}
      aria-disabled={busy || rest.disabled ? 'true' : undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      <span class="button-label">{children}</span>
      {busy && <Spinner />}
    </button>
  );
}

interface IconButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  children: ComponentChildren;
  buttonRef?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, children, buttonRef, class: extra = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      ref={buttonRef ?? null}
      class={`icon-button ${extra}`}
      aria-label={label}
      title={label}
    >
      {children}
    </button>
  );
}

export const Spinner = ({ label }: { label?: string }) => (
  <span class="spinner" role={label ? 'status' : undefined}>
    {label && <span class="hidden-text">{label}</span>}
  </span>
);
