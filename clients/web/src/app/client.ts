/** The one connection of this page to CoreChat. */
import { CoreChat, webStorage } from '#sdk';

export const chat = new CoreChat({
  // Browsers refuse the cookie where the connection is not secure.
  session: isSecureContext ? 'cookie' : 'token',
  storage: webStorage(),
});
