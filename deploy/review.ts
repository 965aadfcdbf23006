/** Runs between packaging and the first change: refuses taken names, prints the difference, and asks before a loss. */
import { UserError } from '../local/user-error.ts';
import { buildIdOf } from './build.ts';
import { confirm } from './confirm.ts';
import { compareTemplates } from './difference.ts';
import { protectOnlyExisting } from './retention.ts';
import { readTemplate, type Stack, stackName } from './stack.ts';
import { explainTakenNames, findTakenNames } from './taken-names.ts';
import type { Template } from './template.ts';

export interface Review {
  stage: string;
  region: string;
  /** as it is deployed now; undefined for a first deployment */
  stack: Stack | undefined;
  /** as it is to be deployed; deletion protection of what does not exist yet is taken out */
  template: Template;
  /** do not ask */
  yes: boolean;
  onLine: (line: string) => void;
}

/** Only these hold exactly what was sent; after a rollback an upload is newer than what runs. */
const IS_CURRENT = ['CREATE_COMPLETE', 'UPDATE_COMPLETE'];

/**
 * @returns whether the framework must deploy, even if it has uploaded the very same packages before
 * @throws UserError when names are taken, and when a loss is not confirmed
 */
export async function reviewDeployment(review: Review): Promise<{ force: boolean }> {
  const { stage, region, stack, template, yes, onLine } = review;
  const deployed = stack && (await readTemplate(stack.id, region));
  const taken = await findTakenNames(template, deployed, region);
  if (taken.length > 0) throw new UserError(explainTakenNames(taken, stage, region));
  const isCurrent = stack !== undefined && IS_CURRENT.includes(stack.status);
  const { lines, losses } = compareTemplates(deployed, template);
  onLine(
    lines.length > 0
      ? [`Changes to ${stackName(stage)}:`, ...lines.map((line) => `  ${line}`)].join('\n')
      : `Nothing changes in ${stackName(stage)}`,
  );
  if (losses.length > 0 && !yes) {
    const question = `${losses.join('\n')}\nType ${stage} to go on: `;
    await confirm(question, stage, `${losses.join('. ')}. To deploy all the same, add --yes`);
  }
  protectOnlyExisting(template, deployed);
  return { force: !isCurrent || stack.outputs.BuildId !== buildIdOf(template) };
}
