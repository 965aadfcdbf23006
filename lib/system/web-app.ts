/**
 * Serves the built web app (clients/web/dist): the page and its files, with compressed variants. The files are read once, so that no
 * request path ever becomes a path of the file system.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import Negotiator from 'negotiator';
import { ApiError } from '../http/errors.ts';
import type { ApiEvent, ApiResponse } from '../http/types.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/** File suffixes by content coding, the better coding first. */
const SUFFIXES = { br: '.br', gzip: '.gz' } as const;
const CODINGS = [...Object.keys(SUFFIXES), 'identity'] as Coding[];
type Coding = keyof typeof SUFFIXES | 'identity';

interface Variant {
  /** base64 */
  body: string;
  etag: string;
}

interface WebFile {
  type: string;
  cacheControl: string;
  variants: Partial<Record<Coding, Variant>>;
}

/** by URL path, such as /app/index-BDrcAvTO.js */
export type WebApp = ReadonlyMap<string, WebFile>;

/** Browser features that the app does not use, denied to injected scripts too. */
const PERMISSIONS = [
  'camera',
  'microphone',
  'geolocation',
  'display-capture',
  'payment',
  'usb',
  'serial',
  'hid',
  'midi',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

const NEVER_STORED = 'no-store';
const ASKED_AGAIN = 'no-cache';
const KEPT_FOR_EVER = 'public, max-age=31536000, immutable';

/** A file name with a content hash by Vite, so that the file can be cached forever. */
const HASHED = /-[\w-]{8}\.\w+$/;

const cacheControlOf = (name: string): string => {
  if (name.endsWith('.html')) return NEVER_STORED;
  return HASHED.test(name) ? KEPT_FOR_EVER : ASKED_AGAIN;
};

function readVariants(directory: string, name: string, present: ReadonlySet<string>): WebFile['variants'] {
  const files = CODINGS.map(
    (coding) => [coding, coding === 'identity' ? name : name + SUFFIXES[coding]] as const,
  );
  const variants = files
    .filter(([, file]) => present.has(file))
    .map(([coding, file]) => {
      const bytes = readFileSync(join(directory, file));
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
      return [coding, { body: bytes.toString('base64'), etag }];
    });
  return Object.fromEntries(variants);
}

function readFolder(directory: string, address: (name: string) => string) {
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const present = new Set(names);
  return names
    .filter((name) => extname(name) in TYPES)
    .map((name): [string, WebFile] => [
      address(name),
      {
        type: TYPES[extname(name)] ?? '',
        cacheControl: cacheControlOf(name),
        variants: readVariants(directory, name, present),
      },
    ]);
}

/** The working directory is the checkout locally, and on Lambda the unpacked zip, into which serverless.yml puts the build. */
const DIST = join(process.cwd(), 'clients/web/dist');

/** @param directory of the build @throws Error when there is none */
export function loadWebApp(directory = DIST): WebApp {
  try {
    return new Map([
      ...readFolder(directory, (name) => (name === 'index.html' ? '/' : `/${name}`)),
      ...readFolder(join(directory, 'app'), (name) => `/app/${name}`),
    ]);
  } catch (cause) {
    throw new Error(`There is no web app in ${directory}: npm run build:web makes it`, { cause });
  }
}

/** The API reference; serverless.yml puts it into the zip of its function. */
const REFERENCE = join(process.cwd(), 'openapi/dist');

/** GET /openapi.json and the page at /docs. @throws Error when they are not built */
export function loadReference(directory = REFERENCE): WebApp {
  try {
    return new Map([
      ...readFolder(directory, (name) => (name === 'docs.html' ? '/docs' : `/${name}`)),
      ...readFolder(join(directory, 'docs'), (name) => `/docs/${name}`),
    ]);
  } catch (cause) {
    throw new Error(`There is no reference in ${directory}: npm run build:reference makes it`, { cause });
  }
}

/** The best coding that the browser accepts (RFC 9110 §12.5.3); otherwise plain. */
function chooseVariant({ variants }: WebFile, acceptEncoding = ''): [Coding, Variant | undefined] {
  const available = CODINGS.filter((coding) => variants[coding]);
  const negotiator = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } });
  const [coding = 'identity'] = negotiator.encodings(available, { preferred: CODINGS });
  return [coding, variants[coding]];
}

const isText = ({ type }: WebFile): boolean => /^text\/|json$|\+xml$/.test(type);

const matches = (etag: string, ifNoneMatch = ''): boolean =>
  ifNoneMatch.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);

/** The file at the request's address. @throws ApiError route_not_found */
export function answerFile(app: WebApp, { rawPath, headers }: ApiEvent): ApiResponse {
  const file = app.get(rawPath);
  const [coding, variant] = file ? chooseVariant(file, headers['accept-encoding']) : [];
  if (!file || !variant) throw new ApiError('route_not_found', { detail: `There is no file at ${rawPath}` });
  const validators = { 'Cache-Control': file.cacheControl, ETag: variant.etag, Vary: 'Accept-Encoding' };
  if (matches(variant.etag, headers['if-none-match'])) return { statusCode: 304, headers: validators };
  return {
    statusCode: 200,
    headers: {
      ...validators,
      'Content-Type': file.type,
      ...(file.cacheControl === NEVER_STORED ? { 'Permissions-Policy': PERMISSIONS } : {}),
      ...(coding === 'identity' ? {} : { 'Content-Encoding': `${coding}` }),
    },
    // Uncompressed text is sent as text, so that `serverless invoke local` shows it.
    ...(coding === 'identity' && isText(file)
      ? { body: Buffer.from(variant.body, 'base64').toString() }
      : { body: variant.body, isBase64Encoded: true }),
  };
}
