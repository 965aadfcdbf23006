/** A certificate for this machine, as long as a measurement runs. openssl makes it; Node.js has no way to. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function temporaryCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'corechat-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  return {
    key: readFileSync(key),
    cert: readFileSync(cert),
    /** for NODE_EXTRA_CA_CERTS */
    file: cert,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
