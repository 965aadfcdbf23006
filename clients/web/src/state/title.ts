/** The title of the tab. */
const BADGE_MAX = 99;

export const badge = (unread: number): string => (unread > BADGE_MAX ? `${BADGE_MAX}+` : String(unread));

export const titleFor = (unread: number): string => (unread > 0 ? `(${badge(unread)}) CoreChat` : 'CoreChat');
