/** Writes the address of the file that is fetched later (src/app/rest-loader.ts) into the page. */
import type { Plugin } from 'vite';

/** @param module that the file begins with, as its path ends */
export const restAddress = (module: string): Plugin => ({
  name: 'rest-address',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunk = Object.values(bundle).find(
        (each) => each.type === 'chunk' && each.facadeModuleId?.endsWith(module),
      );
      if (!chunk) throw new Error(`${module} is no separate file of the build`);
      const attrs = { name: 'corechat-rest', content: `/${chunk.fileName}` };
      return { html, tags: [{ tag: 'meta', attrs, injectTo: 'head-prepend' }] };
    },
  },
});
