/** What of a MongoDB URI may be shown. */
export const withoutCredentials = (uri: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/)(?:[^/]*@)?([^/?]*).*$/, '$1$2');
