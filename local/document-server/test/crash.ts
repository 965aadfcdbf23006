/** node test/crash.ts --kills 50: the crash test with as many kills as wanted. */
import { parseArgs } from 'node:util';
import { crash } from './crash/run.ts';

const { values } = parseArgs({ options: { kills: { type: 'string' }, writers: { type: 'string' } } });
const started = Date.now();
const { kills, acknowledged } = await crash(Number(values.kills ?? 50), Number(values.writers ?? 4));
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(
  `${kills} kills, ${acknowledged} documents with acknowledged writes, none lost or torn, in ${seconds} s`,
);
