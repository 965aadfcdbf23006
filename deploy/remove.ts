/** `npm run remove`: removes a stage's stack in any state, and says what stays. */
import { runCommand, UserError } from '../local/user-error.ts';
import { explainingAws, findRegion, requireAccess } from './aws.ts';
import { confirm } from './confirm.ts';
import { parseStageOptions } from './options.ts';
import { removeStage } from './remove-stage.ts';
import { readStack, stackName } from './stack.ts';

const HELP = `Usage: npm run remove -- --stage STAGE [options]

Takes down the stack of a stage, also one whose deployment or removal has failed, and says what stays: the database, the
secrets, and the tables of a stage with keepData (deploy/stages).

Options
  --stage STAGE     which
  --region REGION   default: AWS_REGION, or the profile's
  --yes             do not ask
  --help            show this and exit
`;

await runCommand(async () => {
  const { stage, region: given, help, yes } = parseStageOptions(process.argv.slice(2), 'remove', ['yes']);
  if (help) return console.log(HELP);
  const region = await findRegion(given);
  await requireAccess(region);
  await explainingAws(region, async () => {
    const name = stackName(stage);
    const stack = await readStack(name, region);
    if (!stack) throw new UserError(`${name} is not deployed in ${region}`);
    console.log(`${name} in ${region} (${stack.status}), at ${stack.outputs.HttpApiUrl ?? 'no address'}`);
    if (!yes) {
      await confirm(
        `Type ${stage} to remove ${name}: `,
        stage,
        `To remove ${name} without being asked, add --yes`,
      );
    }
    const lines = await removeStage({ stage, region, onStep: (line) => console.log(line) });
    console.log(lines.join('\n'));
  });
});
