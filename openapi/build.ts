/**
 * Builds openapi/dist, the files of GET /openapi.json and GET /docs with compressed variants: the document, the page and Swagger UI.
 * Rebuilds when any of them has changed.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const HERE = import.meta.dirname;
export const REFERENCE_DIST = join(HERE, 'dist');
const STAMP = join(REFERENCE_DIST, '.inputs');
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** By name in dist. */
const FILES: Record<string, string> = {
  'openapi.json': join(HERE, '../openapi.json'),
  'docs.html': join(HERE, 'page/index.html'),
  'docs/page.css': join(HERE, 'page/page.css'),
  'docs/page.js': join(HERE, 'page/page.js'),
  'docs/swagger-ui.css': join(SWAGGER_UI, 'swagger-ui.css'),
  'docs/swagger-ui-bundle.js': join(SWAGGER_UI, 'swagger-ui-bundle.js'),
  'docs/favicon-32x32.png': join(SWAGGER_UI, 'favicon-32x32.png'),
};

/** @returns the packages whose files are copied */
export const servedPackages = (): string[] => [
  ...new Set(
    Object.values(FILES).flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
  ),
];

function hashInputs(): string {
  const hash = createHash('sha256');
  for (const file of [import.meta.filename, ...Object.values(FILES)]) {
    hash
      .update(`${basename(file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** The next quality takes seconds for 1.7 MB and saves another 10 %. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

async function write(directory: string, name: string, source: string): Promise<void> {
  const target = join(directory, name);
  copyFileSync(source, target);
  if (name.endsWith('.png')) return;
  const content = readFileSync(source);
  const [br, gz] = await Promise.all([compressBrotli(content, QUALITY), compressGzip(content, { level: 9 })]);
  writeFileSync(`${target}.br`, br);
  writeFileSync(`${target}.gz`, gz);
}

/** Safe for concurrent processes: each builds a temporary folder and renames it to dist. */
export async function ensureReference(): Promise<void> {
  const inputs = hashInputs();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputs) return;
  const folder = mkdtempSync(join(HERE, '.build-'));
  try {
    // The temporary folder is private, but other users may run the functions.
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'docs'));
    await Promise.all(Object.entries(FILES).map(([name, source]) => write(folder, name, source)));
    writeFileSync(join(folder, basename(STAMP)), inputs);
    rmSync(REFERENCE_DIST, { recursive: true, force: true });
    renameSync(folder, REFERENCE_DIST);
  } catch (error) {
    // A concurrent process was faster.
    if (!(existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputs)) throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// No await up here: the Serverless Framework loads this with `require`.
if (import.meta.main) {
  ensureReference().catch((error: Error) => {
    console.error(`The reference cannot be built: ${error.message}`);
    process.exitCode = 1;
  });
}
