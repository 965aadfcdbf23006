/** `npm run deploy`: checks, indexes and stack (serverless.yml and its plugin), then two throwaway people who use it. */

import { runCommand } from '../local/user-error.ts';
import { resolveLocalhostNames } from './localhost-names.ts';
import { parseStageOptions } from './options.ts';
import { smokeTest } from './smoke.ts';
import { readAddresses, runServerless } from './stack.ts';

const HELP = `Usage: npm run deploy -- --stage STAGE [options]

Checks the configuration, creates indexes, deploys, uses what was deployed as two people would, and prints where it answers.

Options
  --stage STAGE     dev, staging or prod: one with a file in deploy/stages
  --region REGION   default: AWS_REGION, or us-east-1
  --smoke           only use what is deployed
  --help            show this and exit

Environment
  AWS_PROFILE, AWS_ACCESS_KEY_ID …   as for every AWS tool
  AWS_ENDPOINT_URL                   an emulator, instead of AWS

Settings such as corsOrigins stand in deploy/stages/STAGE.yml; the shell does not count.
`;

await runCommand(async () => {
  const { stage, region, help, smoke } = parseStageOptions(process.argv.slice(2), 'deploy', ['smoke']);
  if (help) return console.log(HELP);
  if (!smoke) await runServerless('deploy', stage, region);
  const { http, websocket } = await readAddresses(stage, region);
  console.log(`\nTrying ${http}`);
  resolveLocalhostNames();
  const onStep = (step: string, milliseconds: number) => console.log(`  ✔ ${step} (${milliseconds} ms)`);
  await smokeTest({ url: http, onStep });
  console.log(`\nHTTP API   ${http}\nWebSocket  ${websocket}`);
});
