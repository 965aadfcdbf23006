/** The plugin's calls to AWS before and after the framework's steps. */
import { findRegion, requireAccess } from './aws.ts';
import type { Domain } from './domain.ts';
import { deployDomain } from './domain-stack.ts';
import { removeStage } from './remove-stage.ts';
import { protectTables } from './retention.ts';
import { reviewDeployment } from './review.ts';
import { settleStack } from './settle.ts';
import type { Template } from './template.ts';

/** Of the command line; the framework reads them from the same object. */
export interface Options {
  region?: string;
  yes?: boolean;
  force?: boolean;
}

export interface Context {
  stage: string;
  region: string;
  options: Options;
  domain: Domain | false;
  /** once it is packaged */
  template: Template;
  onLine: (line: string) => void;
}

/** Enough to print what went wrong. */
const EXIT_GRACE_MS = 500;

/** Who and where, before anything else. */
export async function enter({ options }: Context): Promise<void> {
  options.region = await findRegion(options.region);
  await requireAccess(options.region).catch((error: unknown) => {
    // The framework asks AWS who this is as well, without a time limit, which would keep the process alive after its failure.
    setTimeout(() => process.exit(), EXIT_GRACE_MS).unref();
    throw error;
  });
}

/** Between packaging and the first change. */
export async function review({ options, ...context }: Context): Promise<void> {
  const stack = await settleStack({ ...context, onStep: context.onLine });
  const { force } = await reviewDeployment({ ...context, stack, yes: options.yes === true });
  if (context.domain) {
    for (const line of await deployDomain(context.stage, context.region, context.domain))
      context.onLine(line);
  }
  // Otherwise the framework compares packages with its last upload, even if that deployment failed.
  if (force) options.force = true;
}

/** After CloudFormation has done its part. */
export const protect = ({ template, region }: Context): Promise<void> => protectTables(template, region);

/** The framework then finds nothing left to remove. */
export async function remove({ stage, region, onLine }: Context): Promise<void> {
  for (const line of await removeStage({ stage, region, onStep: onLine })) onLine(line);
}
