/** Short notices about what just happened. Errors stay long enough to be read twice. */
import { signal } from '@preact/signals';

export interface Toast {
  id: number;
  text: string;
  tone: 'info' | 'error';
  /** where to go on */
  link?: { text: string; href: string } | undefined;
}

const LIFE_MS = { info: 4_000, error: 12_000 };
const SHOWN_MAX = 3;

export const toasts = signal<readonly Toast[]>([]);
let nextId = 0;

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** @param link a notice with one stays until it is dismissed or followed */
export function notify(text: string, tone: Toast['tone'] = 'info', link?: Toast['link']): void {
  const id = nextId++;
  const others = toasts.value.filter((toast) => toast.text !== text);
  toasts.value = [...others, { id, text, tone, link }].slice(-SHOWN_MAX);
  if (!link) setTimeout(() => dismiss(id), LIFE_MS[tone]);
}
