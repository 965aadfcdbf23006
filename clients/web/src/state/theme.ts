/** Light, dark, or the system's theme. public/app/theme.js reads the same key before the first paint. */
import { effect } from '@preact/signals';
import { setting } from './local.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const theme = setting<Theme>('corechat:theme', THEMES, 'system');

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.state.value === 'system') delete dataset.theme;
  else dataset.theme = theme.state.value;
});
