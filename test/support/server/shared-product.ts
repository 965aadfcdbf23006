/** The product that the tests of a project share: `npm start` on a new data directory. */
import type { TestProject } from 'vitest/node';
import { ensureWebApp } from '../../../local/web-app.ts';
import { makeDataDir, removeDataDir, startProduct } from './product.ts';

declare module 'vitest' {
  interface ProvidedContext {
    productUrl: string;
    productDataDir: string;
  }
}

export default async function setup(project: TestProject) {
  // npm start would continue without the web app.
  await ensureWebApp();
  const product = await startProduct(await makeDataDir());
  project.provide('productUrl', product.url);
  project.provide('productDataDir', product.dataDir);
  return async () => {
    // No test causes this; where one failed, this is the reason.
    const errors = product.output().match(/^.*(?: ERROR | 5\d\d {2}).*$/gm) ?? [];
    if (errors.length > 0) console.error(`The product said:\n  ${errors.join('\n  ')}`);
    await product.interrupt();
    await removeDataDir(product.dataDir);
  };
}
