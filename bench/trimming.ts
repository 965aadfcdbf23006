/** What does each measure of build/esbuild.ts bring? Leaves one out at a time. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleOptions, measures, plainOptions } from '../build/esbuild.ts';
import { bundleFunctions } from '../build/functions.ts';
import { OUTPUT } from './support/bundles.ts';
import { coldStart } from './support/fresh-process.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { median } from './support/statistics.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '30' } } });
const NAMES = ['messages/send', 'sessions/list'];
const KB = 1024;
const kinds = Object.keys(measures) as (keyof typeof measures)[];

const variants = {
  'all measures': bundleOptions(),
  ...Object.fromEntries(kinds.map((kind) => [`without ${kind}`, bundleOptions([kind])])),
  'none: esbuild’s defaults': plainOptions,
};
const built = new Map<string, Awaited<ReturnType<typeof bundleFunctions>>>();
for (const [variant, options] of Object.entries(variants)) {
  built.set(
    variant,
    await bundleFunctions(NAMES, join(OUTPUT, 'trimming', variant.replaceAll(/\W+/g, '-')), options),
  );
}

const stack = await startBenchStack();
const samples: Record<string, number[]> = {};
// Refused for want of a token, so that no database is asked: only loading counts here.
const event = JSON.stringify({
  headers: {},
  requestContext: { http: { method: 'GET', sourceIp: '192.0.2.1' } },
});
for (let round = 0; round < Number(values.runs); round++) {
  if (round % 10 === 0) console.log(`  round ${round + 1} of ${values.runs}`);
  for (const [variant, bundles] of built) {
    for (const { name, file } of bundles) {
      const { load } = await coldStart(file, event, stack.env);
      const what = `${name}, ${variant}`;
      samples[what] = [...(samples[what] ?? []), load];
    }
  }
}
await stack.stop();

keep('trimming', {
  question: 'What does each measure of build/esbuild.ts bring?',
  method: `The same functions bundled with all measures, with each one left out, and with none: minified KB, and the median of ${values.runs} fresh processes' time to load them.`,
  ratios: [],
  tables: [
    {
      title: 'KB and milliseconds to load',
      columns: ['bundled with', ...NAMES.flatMap((name) => [`${name} KB`, 'ms'])],
      rows: [...built].map(([variant, bundles]) => [
        variant,
        ...bundles.flatMap(({ name, bytes }) => [
          Math.round(bytes / KB),
          median(samples[`${name}, ${variant}`] ?? []).toFixed(1),
        ]),
      ]),
    },
  ],
  samples,
});
process.exit();
