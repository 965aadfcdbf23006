/**
 * What makes the web app installable: the manifest with its icons (made by `npm run icons`), and the service worker, which is built
 * separately because it is one classic script and holds the addresses of all other files.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';

const ICONS = join(import.meta.dirname, 'src/assets/icons');
const WORKER = join(import.meta.dirname, 'src/worker/sw.ts');
const MANIFEST = 'app/manifest.webmanifest';

/** A badge is the shape that Android shows in its status bar. */
const NAMES = [
  'icon-192.png',
  'icon-512.png',
  'maskable-192.png',
  'maskable-512.png',
  'badge-96.png',
] as const;
type Icon = (typeof NAMES)[number];

const icon = (address: string, size: number, purpose: 'any' | 'maskable') => ({
  src: address,
  sizes: `${size}x${size}`,
  type: 'image/png',
  purpose,
});

/** https://developer.mozilla.org/docs/Web/Progressive_web_apps/Manifest */
const manifest = (addressOf: (name: Icon) => string): string =>
  JSON.stringify({
    name: 'CoreChat',
    short_name: 'CoreChat',
    description: 'A quiet place to talk',
    id: '/',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    lang: 'en',
    categories: ['social'],
    // A manifest has one colour. The page names those of both themes (index.html).
    theme_color: '#f4f1ea',
    background_color: '#f4f1ea',
    icons: [
      icon(addressOf('icon-192.png'), 192, 'any'),
      icon(addressOf('icon-512.png'), 512, 'any'),
      icon(addressOf('maskable-192.png'), 192, 'maskable'),
      icon(addressOf('maskable-512.png'), 512, 'maskable'),
    ],
    // src/state/shared-text.ts reads them.
    share_target: {
      action: '/',
      method: 'GET',
      enctype: 'application/x-www-form-urlencoded',
      params: { title: 'share-title', text: 'share-text', url: 'share-url' },
    },
  });

/** The files that the worker keeps: all that the page can request. The operating system fetches the icons. */
const isKept = (file: string): boolean => /^app\/.*\.(?:js|css|svg|json)$/.test(file);

/** @param constants that the worker declares */
async function buildWorker(constants: Record<string, unknown>): Promise<string> {
  const define = Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]);
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: Object.fromEntries(define),
    build: {
      write: false,
      reportCompressedSize: false,
      rolldownOptions: { input: WORKER, output: { format: 'iife', entryFileNames: 'sw.js' } },
    },
  });
  const { output } = result as Rolldown.RolldownOutput;
  return output[0].code;
}

const contentOf = (file: Rolldown.OutputAsset | Rolldown.OutputChunk): string | Uint8Array =>
  file.type === 'asset' ? file.source : file.code;

function hashOf(files: (Rolldown.OutputAsset | Rolldown.OutputChunk)[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.fileName}\0`).update(contentOf(file));
  return hash.digest('base64url').slice(0, 8);
}

export function installable(): Plugin {
  const references = new Map<Icon, string>();
  return {
    name: 'installable',
    apply: 'build',
    // After the page is part of the bundle.
    enforce: 'post',
    buildStart() {
      for (const name of NAMES) {
        const source = readFileSync(join(ICONS, name));
        references.set(name, this.emitFile({ type: 'asset', name, source }));
      }
    },
    transformIndexHtml: {
      order: 'post',
      handler: () => [{ tag: 'link', attrs: { rel: 'manifest', href: `/${MANIFEST}` }, injectTo: 'head' }],
    },
    async generateBundle(_, bundle) {
      const addressOf = (name: Icon) => `/${this.getFileName(references.get(name) ?? '')}`;
      const files = Object.values(bundle);
      const script = files.find((file) => file.type === 'chunk' && file.isEntry);
      if (!script) throw new Error('The page has no script');
      const code = await buildWorker({
        ICON: addressOf('icon-192.png'),
        BADGE: addressOf('badge-96.png'),
        BUILD: {
          id: hashOf(files),
          script: `/${script.fileName}`,
          files: files.flatMap(({ fileName }) => (isKept(fileName) ? [`/${fileName}`] : [])).sort(),
        },
      });
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: code });
      this.emitFile({ type: 'asset', fileName: MANIFEST, source: manifest(addressOf) });
    },
  };
}
