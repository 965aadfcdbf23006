/** `npm run secrets`: looks for credentials in every tracked file and in built files. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../local/root.ts';

/** Shapes that hardly anything but a secret has. */
const RULES = {
  'AWS access key': /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  'AWS secret key': /aws_?secret_?(?:access_?)?key["']?\s*[=:]\s*["']?[\w/+]{40}(?![\w/+])/gi,
  'private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g,
  JWT: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g,
  'database password': /\bmongodb(?:\+srv)?:\/\/[^\s:@/'"`<>$]+:[^\s@/'"`<>$]+@[\w.-]+/g,
  'signing key': /\b(?:JWT|SIGNING)_KEYS["']?\s*[=:]\s*["']?[\w.-]+:(?:private\.)?[\w-]{43,}/g,
  'GitHub token': /\b(?:gh[pousr]_\w{36}|github_pat_\w{50,})\b/g,
  'npm token': /\bnpm_\w{36}\b|_authToken\s*=\s*[\w-]{20,}/g,
  'Slack token': /\bxox[abprs]-[\w-]{10,}/g,
} as const;

export type Rule = keyof typeof RULES;

export interface Finding {
  file: string;
  line: number;
  rule: Rule;
  /** the whole text, for comparison with allowed ones; never printed */
  match: string;
}

/** Examples that open nothing. Each is spelled out, so that another one in the same file is found; this file matches none. */
const ALLOWED = [
  { file: 'README.md', match: `mongodb+srv${'://'}user:password@cluster0.example.mongodb.net` },
  { file: 'docs/configuration.md', match: `mongodb+srv${'://'}user:password@cluster0.example.mongodb.net` },
  { file: 'docs/deploying.md', match: `mongodb+srv${'://'}user:password@cluster0.example.mongodb.net` },
  // Whose logs, bundles and messages are then searched for it.
  { file: 'test/e2e/serverless.test.ts', match: `mongodb${'://'}user:hunter2@db.example.org` },
  { file: 'test/e2e/start.test.ts', match: `mongodb${'://'}user:secret@127.0.0.1` },
  { file: 'test/e2e/typed-commands.test.ts', match: `mongodb${'://'}user:secret@127.0.0.1` },
  // Of AWS's documentation.
  { file: 'test/unit/local/bucket-signature.test.ts', match: `AKIA${'IOSFODNN7'}EXAMPLE` },
  {
    file: 'test/unit/build/left-out.test.ts',
    match: `mongodb+srv${'://'}al%40ice:s%2Fcret@cluster0.example.net`,
  },
  {
    file: 'test/unit/deploy/mongodb-uri.test.ts',
    match: `mongodb+srv${'://'}user:secret@cluster0.example.net`,
  },
  { file: 'test/unit/deploy/prepare.test.ts', match: `mongodb${'://'}user:hunter2@127.0.0.1` },
  { file: 'test/unit/http/endpoint.test.ts', match: `mongodb${'://'}user:hunter2@db` },
  {
    file: 'test/unit/local/operator.test.ts',
    match: `mongodb+srv${'://'}olga:secret@cluster.abcde.mongodb.net`,
  },
  { file: 'test/unit/local/operator.test.ts', match: `mongodb${'://'}user:pass@localhost` },
];

/** @param file as findings are to name it */
export function findSecrets(file: string, text: string): Finding[] {
  return (Object.entries(RULES) as [Rule, RegExp][]).flatMap(([rule, pattern]) =>
    [...text.matchAll(pattern)].map(({ 0: match, index }) => ({
      file,
      line: text.slice(0, index).split('\n').length,
      rule,
      match,
    })),
  );
}

const isAllowed = ({ file, match }: Finding): boolean =>
  ALLOWED.some((each) => each.file === file && each.match === match);

const isText = (content: Buffer): boolean => !content.subarray(0, 8_000).includes(0);

/** @param files below the folder @returns what is not allowed */
export function scan(folder: string, files: string[]): Finding[] {
  return files.flatMap((file) => {
    const content = readFileSync(join(folder, file));
    return isText(content) ? findSecrets(file, content.toString('utf8')) : [];
  });
}

export const unexpected = (findings: Finding[]): Finding[] => findings.filter((each) => !isAllowed(each));

/** Allowances whose example is gone. */
export const unusedAllowances = (findings: Finding[]): string[] =>
  ALLOWED.filter(
    ({ file, match }) => !findings.some((each) => each.file === file && each.match === match),
  ).map(({ file }) => file);

/** Committed or about to be. @throws Error outside of a checkout */
export const filesInGit = (): string[] =>
  execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
    .split('\0')
    .filter((file) => file !== '' && statSync(join(ROOT, file), { throwIfNoEntry: false })?.isFile());

const BUILT = [
  'clients/web/dist',
  'clients/sdk/dist',
  'clients/cli/dist',
  'openapi/dist',
  '.builds',
  '.serverless',
  '.esbuild',
];

/** Below a folder, as scan wants them. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

/** Where it is and of what kind: what was found is a secret, and this goes to logs. */
export const describe = ({ file, line, rule }: Finding): string => `${file}:${line}: ${rule}`;

if (import.meta.main) {
  const built = BUILT.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
    filesBelow(join(ROOT, folder)).map((file) => `${folder}/${file}`),
  );
  const files = [...filesInGit(), ...built];
  const found = unexpected(scan(ROOT, files));
  for (const finding of found) console.error(describe(finding));
  console.log(`${found.length} secrets in ${files.length} files, ${built.length} of them built`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
