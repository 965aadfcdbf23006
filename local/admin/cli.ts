/** `npm run admin`: commands for operators. */
import { newKeyRing } from '../keys.ts';
import { DATA_DIR } from '../root.ts';
import { findRun } from '../run-file.ts';
import { runCommand, UserError } from '../user-error.ts';
import { type AdminOptions, HELP, parseAdminOptions } from './options.ts';
import { auditTable, reportTable, reportText, timeOf } from './print.ts';

/** lib reads the configuration when it is first imported, so it is imported later. */
async function enterStack({ dataDir }: AdminOptions): Promise<void> {
  process.env.LOG_LEVEL ||= 'warn';
  if (dataDir === undefined && process.env.MONGODB_URI) {
    // Any keys do, because no token is signed here.
    process.env.JWT_KEYS ||= newKeyRing();
    return;
  }
  const directory = dataDir ?? DATA_DIR;
  const run = await findRun(directory);
  if (!run) {
    throw new UserError(
      `No CoreChat runs on ${directory}. Start one with npm start, name another with --data DIR, or a database with MONGODB_URI`,
    );
  }
  Object.assign(process.env, run.env, { LOG_LEVEL: process.env.LOG_LEVEL });
}

/** @returns the output as JSON and as text */
async function execute(options: AdminOptions): Promise<{ value: unknown; text: string }> {
  const { command, operand, operator, reason, limit } = options;
  const moderation = await import('../../lib/moderation/moderation.ts');
  switch (command) {
    case 'reports': {
      const reports = await moderation.readReports(operator, limit);
      return { value: reports.map(({ text: _, ...report }) => report), text: reportTable(reports) };
    }
    case 'report': {
      const report = await moderation.readReport(operator, operand);
      if (!report) throw new UserError(`There is no report ${operand}`);
      return { value: report, text: reportText(report) };
    }
    case 'suspend': {
      const user = await moderation.suspend(operator, operand, reason ?? '');
      return { value: { suspended: user }, text: `${user} is suspended.` };
    }
    case 'restore': {
      const user = await moderation.restore(operator, operand, reason);
      return { value: { restored: user }, text: `${user} can log in and send again.` };
    }
    case 'invite': {
      const { uses, seconds } = options.invite;
      const { code, expiresAt } = await moderation.invite(operator, uses, seconds);
      return {
        value: { code, uses, expiresAt },
        text: `${code}\n\nMakes ${uses} ${uses === 1 ? 'account' : 'accounts'} until ${timeOf(expiresAt)} UTC. It is shown only now. As a link: the address of the web app, then /#/register/${code}`,
      };
    }
    case 'audit': {
      const { listAuditRecords } = await import('../../lib/moderation/store/audit.ts');
      const records = await listAuditRecords(limit);
      return { value: records, text: auditTable(records) };
    }
  }
}

async function main(args: string[]): Promise<void> {
  const options = parseAdminOptions(args);
  if (!options) return console.log(HELP);
  await enterStack(options);
  const { closeMongo } = await import('../../lib/platform/mongo.ts');
  try {
    const { value, text } = await execute(options);
    console.log(options.json ? JSON.stringify(value, null, 2) : text);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'user_not_found') throw new UserError(`There is no user ${options.operand}`);
    throw error;
  } finally {
    await closeMongo();
  }
}

await runCommand(() => main(process.argv.slice(2)));
