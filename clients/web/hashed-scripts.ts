/**
 * Classic scripts of the page, which run before its first paint, come from public/ and keep their names in Vite's builds.
 * This gives them names with a hash of their content, as all other files have, so that browsers can keep them for ever.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Script {
  /** path of the address in the sources, without the leading slash */
  name: string;
  hashedName: string;
  source: Buffer;
}

function readScript(directory: string, name: string): Script {
  const source = readFileSync(join(directory, name));
  const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8);
  return { name, hashedName: name.replace(/\.js$/, `-${hash}.js`), source };
}

/** @param folder below public/ */
export function hashedScripts(folder: string): Plugin {
  let scripts: Script[] = [];
  return {
    name: 'hashed-scripts',
    apply: 'build',
    config: () => ({ build: { copyPublicDir: false } }),
    configResolved({ publicDir }) {
      const directory = join(publicDir, folder);
      const names = existsSync(directory) ? readdirSync(directory) : [];
      scripts = names
        .filter((name) => name.endsWith('.js'))
        .map((name) => readScript(publicDir, `${folder}/${name}`));
    },
    buildStart() {
      for (const { hashedName, source } of scripts)
        this.emitFile({ type: 'asset', fileName: hashedName, source });
    },
    transformIndexHtml: (html) =>
      scripts.reduce(
        (page, { name, hashedName }) => page.replaceAll(`src="/${name}"`, `src="/${hashedName}"`),
        html,
      ),
  };
}
