/** Marks beside messages and people, with a spelling for terminals that cannot show them. */
export interface Symbols {
  pending: string;
  sent: string;
  read: string;
  failed: string;
  online: string;
  offline: string;
  pointer: string;
  arrows: string;
  rule: string;
  ellipsis: string;
  separator: string;
  /** in front of the name of a file */
  clip: string;
  /** in front of the title of a linked page */
  link: string;
}

const UNICODE: Symbols = {
  pending: '⏳',
  sent: '✓',
  read: '✓✓',
  failed: '✗',
  online: '●',
  offline: '○',
  pointer: '❯',
  arrows: '↑↓',
  rule: '─',
  ellipsis: '…',
  separator: '·',
  clip: '📎',
  link: '↗',
};

const ASCII: Symbols = {
  pending: '..',
  sent: '>',
  read: '>>',
  failed: '!!',
  online: '*',
  offline: '-',
  pointer: '>',
  arrows: 'arrows',
  rule: '-',
  ellipsis: '...',
  separator: '|',
  clip: '[file]',
  link: '[link]',
};

/**
 * By the locale (POSIX: LC_ALL, then LC_CTYPE, then LANG). On Windows, the terminals that name themselves show UTF-8;
 * the Linux console has a font of 512 glyphs.
 */
export function showsUnicode(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (platform === 'win32') return Boolean(env.WT_SESSION || env.TERM_PROGRAM || env.ConEmuTask);
  if (env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale) || (platform === 'darwin' && locale === '');
}

export const symbolsFor = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Symbols =>
  showsUnicode(env, platform) ? UNICODE : ASCII;
