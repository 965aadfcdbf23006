/** node test/model.ts --runs 20000 [--seed N]: the model test with as many operations as wanted. */
import { parseArgs } from 'node:util';
import { checkModel } from './model/check.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' } },
});
const operations = Number(values.runs ?? 20_000);
const seed = Number(values.seed ?? Date.now() & 0x7fffffff);
console.log(`model test: ${operations} operations, seed ${seed}`);
try {
  // A sequence ends where the server has to refuse part of an update of many: more are run until all are done.
  let ran = 0;
  for (let round = 0; ran < operations; round++) {
    ran += await checkModel({
      operations: operations - ran,
      seed: seed + round,
      ...(values.path === undefined ? {} : { path: values.path }),
    });
  }
  console.log(`${ran} operations agreed`);
} catch (error) {
  console.error((error as Error).message);
  console.error(`repeat with --seed ${seed}`);
  process.exit(1);
}
