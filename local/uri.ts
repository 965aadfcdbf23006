const SCHEME = /^mongodb(?:\+srv)?:\/\//;

/** The part of a MongoDB URI that may be shown. */
export function withoutCredentials(uri: string): string {
  const [scheme] = SCHEME.exec(uri) ?? [];
  if (scheme === undefined) return uri;
  const [authority = ''] = uri.slice(scheme.length).split('/');
  const [hosts = ''] = authority.slice(authority.lastIndexOf('@') + 1).split('?');
  return scheme + hosts;
}
