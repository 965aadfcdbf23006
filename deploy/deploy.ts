/** `npm run deploy`: checks and stack (serverless.yml and its plugin), then two throwaway people who use it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../local/root.ts';
import { runCommand, UserError } from '../local/user-error.ts';
import { explainingAws, findRegion, requireAccess } from './aws.ts';
import { buildIdOf } from './build.ts';
import { edgeHeaders } from './edge-keys.ts';
import { emulatorEndpoint, pathForm } from './emulator.ts';
import { resolveLocalhostNames } from './localhost-names.ts';
import { parseStageOptions } from './options.ts';
import { runServerless } from './serverless-command.ts';
import { smokeTest } from './smoke.ts';
import { readAddresses, stackName } from './stack.ts';

const HELP = `Usage: npm run deploy -- --stage STAGE [options]

Checks the configuration, shows what changes, deploys, uses what was deployed as two people would, and prints
where it answers.

Options
  --stage STAGE     dev, staging or prod: one with a file in deploy/stages
  --region REGION   default: AWS_REGION, or the profile's
  --yes             do not ask about what the deployment takes away
  --smoke           only test the deployed stage
  --help            show this and exit

Environment
  AWS_PROFILE, AWS_ACCESS_KEY_ID …   as for every AWS tool
  AWS_ENDPOINT_URL                   an emulator, instead of AWS

Settings such as corsOrigins stand in deploy/stages/STAGE.yml; the shell does not count.
`;

/** What the framework has just packaged. */
const PACKAGED = join(ROOT, '.serverless/cloudformation-template-update-stack.json');

function requirePackaged(deployed: string, stage: string): void {
  const packaged = buildIdOf(JSON.parse(readFileSync(PACKAGED, 'utf8')));
  if (deployed === packaged) return;
  throw new UserError(
    `${stackName(stage)} holds ${deployed ? `the build ${deployed}` : 'an older build'}, not ${packaged}, which was packaged`,
  );
}

await runCommand(async () => {
  const {
    stage,
    region: given,
    help,
    smoke,
    yes,
  } = parseStageOptions(process.argv.slice(2), 'deploy', ['smoke', 'yes']);
  if (help) return console.log(HELP);
  const region = await findRegion(given);
  await requireAccess(region);
  if (!smoke) await runServerless('deploy', stage, region, yes ? ['--yes'] : []);
  const { http, websocket, build, hasEdge } = await explainingAws(region, () => readAddresses(stage, region));
  if (!smoke) requirePackaged(build, stage);
  console.log(`\nTrying ${http}`);
  resolveLocalhostNames();
  const onStep = (step: string, milliseconds: number) => console.log(`  ✔ ${step} (${milliseconds} ms)`);
  const headers = hasEdge && emulatorEndpoint() ? await edgeHeaders(stage, region) : {};
  await smokeTest({ url: http, healthUrl: pathForm(http), headers, build, onStep });
  console.log(`\nHTTP API   ${http}\nWebSocket  ${websocket}`);
});
