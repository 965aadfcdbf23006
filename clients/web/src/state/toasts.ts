/** Short notices about what just happened. Errors stay long enough to be read twice. */
import { signal } from '@preact/signals';

export interface Toast {
  id: number;
  text: string;
  tone: 'info' | 'error';
  /** where to go on; such a notice stays until it is dismissed or followed */
  link?: { text: string; href: string };
}

const LIFE_MS = { info: 4_000, error: 12_000 };
const SHOWN_MAX = 3;

export const toasts = signal<readonly Toast[]>([]);
let nextId = 0;

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function notify(text: string, tone: Toast['tone'] = 'info'): void {
  const id = nextId++;
  const others = toasts.value.filter((toast) => toast.text !== text);
  toasts.value = [...others, { id, text, tone }].slice(-SHOWN_MAX);
  setTimeout(() => dismiss(id), LIFE_MS[tone]);
}

/** A notice that asks for something. It stays until it is dismissed or followed. */
export function notifyWithLink(text: string, link: NonNullable<Toast['link']>): void {
  const others = toasts.value.filter((toast) => toast.text !== text);
  toasts.value = [...others, { id: nextId++, text, tone: 'info' as const, link }].slice(-SHOWN_MAX);
}
