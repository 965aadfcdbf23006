/** The first match wins, because browsers also include the names of older ones. */
const PROGRAMS: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
  [/^python-requests\//, 'Python'],
  [/^(?:node|undici)\b/, 'Node.js'],
];

const SYSTEMS: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bmacOS\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const nameOf = (userAgent: string, names: [RegExp, string][]) =>
  names.find(([pattern]) => pattern.test(userAgent))?.[1];

/** A device's name in the list of sessions, such as "Firefox on Linux". */
export function describeDevice(userAgent: string | undefined): string {
  const [product = ''] = (userAgent ?? '').split(/[\s/]/);
  const program =
    nameOf(userAgent ?? '', PROGRAMS) ?? (/^[\w.-]{1,40}$/.test(product) ? product : 'Unknown device');
  const system = nameOf(userAgent ?? '', SYSTEMS);
  return system ? `${program} on ${system}` : program;
}
