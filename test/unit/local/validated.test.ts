import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { validateOnce } from '../../../local/validated.ts';

let folder: string;
let stamp: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'corechat-validated-'));
  stamp = join(folder, 'validated');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A start of the Serverless Framework. @param validate its own validation */
function start(validate: () => Promise<void>): Promise<void> {
  const configSchemaHandler = { validateConfig: validate };
  validateOnce({ configSchemaHandler }, stamp);
  return configSchemaHandler.validateConfig();
}

test('what was valid is not validated again until a file changes', async () => {
  const validate = vi.fn(async () => {});
  await start(validate);
  await start(validate);
  expect(validate).toHaveBeenCalledTimes(1);
  writeFileSync(stamp, 'the hash of other files');
  await start(validate);
  expect(validate).toHaveBeenCalledTimes(2);
});

test('what is invalid stays invalid', async () => {
  const validate = async () => {
    throw new Error('no such property');
  };
  await expect(start(validate)).rejects.toThrow('no such property');
  await expect(start(validate)).rejects.toThrow('no such property');
});
