/** What docs/functions.md says of each function, as it is packaged. */
import type { Statement } from '../../../deploy/roles.ts';
import type { Template } from '../../../deploy/template.ts';
import type { FunctionRow } from '../../../generate/functions/table.ts';

const describe = ({ Action, Resource }: Statement): string | undefined => {
  const actions = Action.map((action) => action.split(':')[1]).join(', ');
  const text = JSON.stringify(Resource);
  // Every function may write its own log; the text above the table says so.
  if (text.includes('LogGroup')) return undefined;
  if (text.includes('@connections')) {
    const methods = [...text.matchAll(/\/(POST|DELETE)\/@connections/g)].map(([, method]) => method);
    return `sockets: ${actions} (${methods.join(', ')})`;
  }
  if (text.includes(':secret:')) {
    const purposes = [...text.matchAll(/\/(\w+)-\?{6}/g)].map(([, purpose]) => purpose);
    return `secrets: ${purposes.join(', ')}`;
  }
  // Asking for several at once, which gives nothing by itself.
  if (actions === 'BatchGetSecretValue') return undefined;
  if (text.includes('EventsQueue')) return `queue: ${actions}`;
  if (text.includes('FanOutQueue')) return `fan-out: ${actions}`;
  if (text.includes('PreviewQueue')) return `previews: ${actions}`;
  if (text.includes('NotificationsQueue')) return `notifications: ${actions}`;
  if (text.includes('FilesBucket')) return `files: ${actions}`;
  const [, table = ''] = /"Fn::GetAtt":\["(\w+)Table"/.exec(text) ?? [];
  const name = table.replaceAll(/(?<=[a-z])([A-Z])/g, '-$1').toLowerCase();
  return `${name}: ${actions}`;
};

/** Those on the bucket are two statements: on its files, and on the bucket. */
function together(grants: string[]): string[] {
  const byWhat = Map.groupBy(grants, (grant) => grant.split(': ')[0]);
  return [...byWhat].map(([what, all]) => {
    const actions = all.flatMap((grant) => grant.split(': ')[1]?.split(', ') ?? []);
    return all.length === 1 ? String(all[0]) : `${what}: ${actions.toSorted().join(', ')}`;
  });
}

/** Without the size of the bundle. */
export function packagedRows({ Resources }: Template): FunctionRow[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => {
      const [file = ''] = String(Properties.Handler).split('.');
      const name = file.replace(/^functions\//, '');
      const [roleId = ''] = (Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
      const policies = Resources[roleId]?.Properties.Policies as {
        PolicyDocument: { Statement: Statement[] };
      }[];
      const reserved = Properties.ReservedConcurrentExecutions as number | undefined;
      const { Variables } = Properties.Environment as { Variables: Record<string, string> };
      const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      return {
        name,
        memory: Number(Properties.MemorySize),
        timeout: Number(Properties.Timeout),
        reserved,
        connections: (reserved ?? 0) * (Number(Variables.MONGODB_POOL_SIZE) + 1),
        kilobytes: 0,
        grants: together(statements.flatMap((statement) => describe(statement) ?? [])),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}
