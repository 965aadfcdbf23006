/** How people read the size of a file. */
const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;

/** @returns "1 byte", "840 bytes", "2.4 MB" */
export function fileSize(bytes: number): string {
  if (bytes === 1) return '1 byte';
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${value.toLocaleString('en', { maximumFractionDigits: power > 0 && value < 10 ? 1 : 0 })} ${UNITS[power]}`;
}
