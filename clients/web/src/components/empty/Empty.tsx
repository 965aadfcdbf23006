import type { ComponentChildren } from 'preact';
import './empty.css';

interface EmptyProps {
  picture?: ComponentChildren;
  title: string;
  /** the screen has no other heading */
  alone?: boolean;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}

/** Shown where there is no content: the reason, and what to do about it. */
export const Empty = ({ picture, title, alone = false, children, actions }: EmptyProps) => (
  <div class="empty">
    {picture && (
      <div class="empty-picture" aria-hidden="true">
        {picture}
      </div>
    )}
    {alone ? <h1 class="empty-title">{title}</h1> : <h2 class="empty-title">{title}</h2>}
    {children && <div class="empty-body">{children}</div>}
    {actions && <div class="empty-actions">{actions}</div>}
  </div>
);

/** Grey rows while a list loads. */
export const Skeleton = ({ rows, label }: { rows: number; label: string }) => (
  <div class="skeleton" role="status">
    <span class="hidden-text">{label}</span>
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} class="skeleton-row" aria-hidden="true">
        <span class="skeleton-dot" />
        <span class="skeleton-lines">
          <span />
          <span />
        </span>
      </div>
    ))}
  </div>
);
