import { parseArgs } from 'node:util';
import { checkPlans } from './differential/check.ts';

const HELP = `node test/differential.ts [--runs 20000] [--seed N] [--path P]

Runs random commands twice, planned freely and with hint: {$natural: 1}, on random documents and indexes. Both
answers must agree. Prints the seed; a failure shows the smallest case that still fails.

  --runs N   commands to compare (default 20000)
  --seed N   repeats the run that printed it
  --path P   repeats one case of that run
`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const runs = Number(values.runs ?? 20_000);
const seed = Number(values.seed ?? Date.now() & 0x7fffffff);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
  process.stderr.write('--runs and --seed take whole numbers\n');
  process.exit(2);
}
console.log(`differential test: ${runs} commands, seed ${seed}`);
try {
  let ran = 0;
  // A write that fails ends its case early: more cases run until all commands are done.
  for (let round = 0; ran < runs; round++) {
    ran += await checkPlans({
      runs: runs - ran,
      seed: seed + round,
      ...(values.path === undefined ? {} : { path: values.path }),
    });
    if (values.path !== undefined) break;
  }
  console.log(`${ran} commands agreed`);
} catch (error) {
  const { message, cause } = error as Error;
  console.error(message, cause instanceof Error ? `\n${cause.message}` : '');
  console.error(`repeat with --seed ${seed}`);
  process.exit(1);
}
