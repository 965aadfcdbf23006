/** `npm run generate`: writes the files that derive from the declarations in functions/; --check lists stale ones. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOptions } from '../build/esbuild.ts';
import { type Bundle, bundleFunctions, functionNames } from '../build/functions.ts';
import { readArguments } from '../local/arguments.ts';
import { ROOT } from '../local/root.ts';
import { runCommand, UserError } from '../local/user-error.ts';

const HELP = `Usage: npm run generate [-- --check]

Writes everything that derives from the declarations in functions/: the route table, openapi.json, the SDK's types, the
tables in docs/, and the budgets of new functions.

Options
  --check    write nothing, fail when a file is stale
  --record   ask each function its sample event again: its answers are the examples of openapi.json
  --help     show this and exit
`;

/** Bundles every function as for a deployment. */
async function weigh(): Promise<Bundle[]> {
  const folder = mkdtempSync(join(tmpdir(), 'corechat-generate-'));
  try {
    return await bundleFunctions(functionNames(), folder, bundleOptions());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const stale: string[] = [];

function put(file: string, text: string, isCheck: boolean): void {
  const path = join(ROOT, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  stale.push(file);
  if (!isCheck) writeFileSync(path, text);
}

await runCommand(async () => {
  const options = {
    check: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  const { values } = readArguments('npm run generate', { args: process.argv.slice(2), options });
  if (values.help) return console.log(HELP);
  const isCheck = values.check === true;
  const { foundations, derivatives, measured } = await import('./outputs.ts');
  for (const make of foundations) put(...(await make()), isCheck);
  if (!isCheck) {
    const { recordAnswers } = await import('../openapi/record.ts');
    if (await recordAnswers(values.record === true)) stale.push('openapi/recorded-answers.json');
  }
  for (const [file, text] of [...(await derivatives()), ...(await measured(await weigh()))])
    put(file, text, isCheck);
  if (isCheck && stale.length > 0)
    throw new UserError(`Stale: ${stale.join(', ')}. npm run generate writes them again`);
  console.log(stale.length > 0 ? stale.map((file) => `wrote ${file}`).join('\n') : 'Nothing to write');
});
