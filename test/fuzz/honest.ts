/** Texts that look like an attack, a mistake or nothing at all, and are none of it. */

/** What people do write. Each has to arrive, and to come back byte for byte. */
export const HONEST_TEXTS = [
  '$5',
  '{a:1}',
  '{"$gt":1}',
  '{"$where":"sleep(1000)"}',
  '$where',
  '__proto__',
  'constructor.prototype',
  'a.b',
  'null',
  'undefined',
  'true',
  '0',
  '-0',
  '1e400',
  "Robert'); DROP TABLE Students;--",
  '<script>alert(1)</script>',
  `<b>bold</b> &amp; {{braces}} \${dollars}`,
  'javascript:alert(1)',
  '../../etc/passwd',
  'C:\\temp\\new',
  '%00 %2e 100%',
  'שלום עולם',
  'مرحبا بالعالم',
  '👋🏽 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'e\u0301 is not é',
  'Ⅷ ﬃ ½ ﷽',
  '你好，世界',
  '(a+)+$',
  '["an","array"]',
  '"quoted"',
  "it's",
  'a\\u0000b',
];

/** Longer ones, and such with line breaks, where a field may have them. */
export const HONEST_LONG = [
  'two\nlines',
  'tab\there',
  'x'.repeat(8_000),
  '😀'.repeat(7_500),
  'ה'.repeat(8_000),
  '   leading and trailing   ',
  '\u200F\u202Bbidi\u202C',
  'nul \0 inside',
];
