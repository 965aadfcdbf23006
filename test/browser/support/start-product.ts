/** The product of all browser tests that leave it running: `npm start` on a data directory of its own. */
import type { TestProject } from 'vitest/node';
import { ensureWebApp } from '../../../local/web-app.ts';
import { makeDataDir, removeDataDir, startProduct } from '../../support/product.ts';

declare module 'vitest' {
  interface ProvidedContext {
    productUrl: string;
    productDataDir: string;
  }
}

export default async function setup(project: TestProject) {
  // npm start would go on without it.
  await ensureWebApp();
  const product = await startProduct(await makeDataDir());
  project.provide('productUrl', product.url);
  project.provide('productDataDir', product.dataDir);
  return async () => {
    // No browser test makes this one fail: where one did fail, this is why.
    const errors = product.output().match(/^.*(?: ERROR | 5\d\d ).*$/gm) ?? [];
    if (errors.length > 0) console.error(`The product said:\n  ${errors.join('\n  ')}`);
    await product.interrupt();
    await removeDataDir(product.dataDir);
  };
}
