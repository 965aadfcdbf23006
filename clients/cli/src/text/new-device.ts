import { printable } from './printable.ts';

/** One line about a log-in on another device. */
export const newDevice = (device: string): string =>
  `New log-in: ${printable(device)}. Not you? corechat sessions lists your devices, corechat logout --session ends one.`;
