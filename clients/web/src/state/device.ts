/** What kind of device and window this is, where the app has to say different things. */

/** iPads say that they are Macs. */
export const isApplePhone = (): boolean =>
  /\biP(?:hone|ad|od)\b/.test(navigator.userAgent) ||
  (/\bMacintosh\b/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** Opened from the home screen, or as an app. */
export const isInstalled = (): boolean =>
  matchMedia('(display-mode: standalone)').matches || Reflect.get(navigator, 'standalone') === true;
