/** `npm run admin`: commands for operators. */
import { userInfo } from 'node:os';
import { newSigningKeys } from '../../deploy/key-ring.ts';
import { DATA_DIR } from '../root.ts';
import { findRun } from '../run-file.ts';
import { runCommand, UserError } from '../user-error.ts';
import { operatorOf } from './operator.ts';
import { type AdminOptions, HELP, parseAdminOptions } from './options.ts';
import { activityTable, auditTable, reportTable, reportText, timeOf } from './print.ts';

/** They show the person what was done, or read it, under a key that only the stage has. */
const NEED_LOG_KEY = new Set(['suspend', 'restore', 'recover', 'activity']);

interface Place {
  /** finds the operator's name */
  operator: () => Promise<string>;
  /** of the web app; '' when it is unknown */
  url: string;
}

/** lib reads the configuration when it is first imported, so it is imported later. */
async function enterStack({ command, dataDir, url }: AdminOptions): Promise<Place> {
  process.env.LOG_LEVEL ||= 'warn';
  const loginName = userInfo().username;
  const { MONGODB_URI: uri, LOG_KEY: logKey } = process.env;
  if (dataDir === undefined && uri) {
    if (!logKey && NEED_LOG_KEY.has(command))
      throw new UserError(`${command} needs LOG_KEY, the stage's key: docs/moderation.md says where it is`);
    // Any keys do, because no token is signed here.
    if (!process.env.JWT_KEYS) process.env.SIGNING_KEYS ||= newSigningKeys();
    if (command === 'recover' && url === undefined)
      throw new UserError('recover needs --url, the address of the web app: the link begins with it');
    const operator = async () => {
      const { authenticatedAs } = await import('../../lib/platform/mongo.ts');
      return operatorOf(await authenticatedAs(), uri, loginName);
    };
    return { operator, url: url ?? '' };
  }
  const directory = dataDir ?? DATA_DIR;
  const run = await findRun(directory);
  if (!run) {
    throw new UserError(
      `No CoreChat runs on ${directory}. Start one with npm start, name another with --data DIR, or a database with MONGODB_URI`,
    );
  }
  Object.assign(process.env, run.env, { LOG_LEVEL: process.env.LOG_LEVEL });
  return { operator: async () => loginName, url: url ?? run.url };
}

/** @returns the output as JSON and as text */
async function execute(
  operator: string,
  url: string,
  { command, operand, reason, limit, uses, seconds }: AdminOptions,
): Promise<{ value: unknown; text: string }> {
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
      const { code, expiresAt } = await moderation.invite(operator, uses, seconds);
      return {
        value: { code, uses, expiresAt },
        text: `${code}\n\nMakes ${uses} ${uses === 1 ? 'account' : 'accounts'} until ${timeOf(expiresAt)} UTC. It is shown only now. As a link: the address of the web app, then /#/register/${code}`,
      };
    }
    case 'activity': {
      const activities = await moderation.readActivity(operator, operand, limit);
      return { value: activities, text: activityTable(activities) };
    }
    case 'recover': {
      const { user, token, expiresAt } = await moderation.issueRecoveryLink(
        operator,
        operand,
        reason ?? '',
        seconds,
      );
      const link = `${url.replace(/\/$/, '')}/#/recover/${user}/${token}`;
      return {
        value: { user, link, expiresAt },
        text: `${link}\nGive it to ${user} only. It sets a new password once, until ${timeOf(expiresAt)} UTC, and logs out all devices.`,
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
  const place = await enterStack(options);
  const { closeMongo } = await import('../../lib/platform/mongo.ts');
  try {
    const { value, text } = await execute(await place.operator(), place.url, options);
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
