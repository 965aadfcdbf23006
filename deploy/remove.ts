/** `npm run remove`: takes a stage's stack down, and says what stays. */
import { createInterface } from 'node:readline/promises';
import { runCommand, UserError } from '../local/user-error.ts';
import { parseStageOptions } from './options.ts';
import { secretName } from './secret.ts';
import { readAddresses, runServerless, stackName } from './stack.ts';

const HELP = `Usage: npm run remove -- --stage STAGE [options]

Takes down the stack of a stage. The database and the secret stay; so do the DynamoDB tables of prod.

Options
  --stage STAGE     which
  --region REGION   default: AWS_REGION, or us-east-1
  --yes             do not ask
  --help            show this and exit
`;

async function confirm(stage: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new UserError(`To remove ${stackName(stage)} without being asked, add --yes`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Type ${stage} to remove ${stackName(stage)}: `);
  terminal.close();
  if (answer.trim() !== stage) throw new UserError('Nothing was removed');
}

await runCommand(async () => {
  const { stage, region, help, yes } = parseStageOptions(process.argv.slice(2), 'remove', ['yes']);
  if (help) return console.log(HELP);
  const { http } = await readAddresses(stage, region);
  console.log(`${stackName(stage)} in ${region}, at ${http}`);
  if (!yes) await confirm(stage);
  await runServerless('remove', stage, region);
  console.log(`The database and the secret ${secretName(stage)} are still there.`);
});
