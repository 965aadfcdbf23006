/** Refuses connection strings that ask for what functions cannot do. */

const MECHANISMS: Record<string, string> = {
  'MONGODB-X509':
    'asks for a client certificate, which is a file that functions do not have: use a database user with a password',
  'MONGODB-AWS':
    'asks for authMechanism=MONGODB-AWS: functions have different roles, each of which would have to be a database user. Use a user with a password',
  'MONGODB-OIDC':
    'asks for authMechanism=MONGODB-OIDC, which functions cannot do: use a database user with a password',
  GSSAPI:
    'asks for authMechanism=GSSAPI (Kerberos), which functions cannot do: use a database user with a password',
};

/** Options that name a file, in lower case, as the driver compares them. */
const FILES = ['tlscafile', 'tlscertificatekeyfile', 'tlscrlfile'];

/** @returns what is wrong with it, to be read after "MONGODB_URI"; undefined when it can work */
export function refuseMongodbUri(uri: string): string | undefined {
  const [, query = ''] = uri.split('?');
  const options = [...new URLSearchParams(query)];
  for (const [name, value] of options) {
    const key = name.toLowerCase();
    const refusal = key === 'authmechanism' ? MECHANISMS[value.toUpperCase()] : undefined;
    if (refusal) return refusal;
    if (FILES.includes(key)) return `has ${name}, a file that functions do not have: leave it out`;
  }
  return undefined;
}
