import { expect, test } from 'vitest';
import { refuseMongodbUri } from '../../../deploy/mongodb-uri.ts';

const HOST = 'mongodb+srv://user:secret@cluster0.example.net/chat';

test.each([
  HOST,
  `${HOST}?retryWrites=true&w=majority`,
  `${HOST}?authMechanism=SCRAM-SHA-256&authSource=admin`,
  'mongodb://one.example.net,two.example.net/?tls=true',
])('accepts %s', (uri) => {
  expect(refuseMongodbUri(uri)).toBeUndefined();
});

test.each([
  [`${HOST}?authMechanism=MONGODB-AWS`, 'asks for authMechanism=MONGODB-AWS'],
  [`${HOST}?w=majority&authmechanism=mongodb-aws`, 'asks for authMechanism=MONGODB-AWS'],
  [`${HOST}?authMechanism=MONGODB-X509`, 'asks for a client certificate'],
  [`${HOST}?authMechanism=MONGODB-OIDC`, 'asks for authMechanism=MONGODB-OIDC'],
  [`${HOST}?authMechanism=GSSAPI`, 'asks for authMechanism=GSSAPI'],
  [`${HOST}?tlsCertificateKeyFile=/etc/client.pem`, 'has tlsCertificateKeyFile, a file'],
  [`${HOST}?tls=true&tlsCAFile=ca.pem`, 'has tlsCAFile, a file'],
])('refuses %s and shows nothing of it', (uri, line) => {
  const refusal = refuseMongodbUri(uri);
  expect(refusal).toContain(line);
  expect(refusal).not.toContain('secret');
});
