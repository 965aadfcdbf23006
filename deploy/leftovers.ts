/** Resources outside of any stack, and how to delete them. */

export interface Leftover {
  /** as CloudFormation calls it */
  type: string;
  name: string;
}

const REMEDIES: Record<string, (name: string, region: string) => string[]> = {
  'AWS::DynamoDB::Table': (name, region) => [
    `aws dynamodb update-table --no-deletion-protection-enabled --table-name ${name} --region ${region}`,
    `aws dynamodb delete-table --table-name ${name} --region ${region}`,
  ],
  'AWS::S3::Bucket': (name, region) => [`aws s3 rb --force s3://${name} --region ${region}`],
  'AWS::Logs::LogGroup': (name, region) => [
    `aws logs delete-log-group --log-group-name ${name} --region ${region}`,
  ],
};

const nameOf = (type: string): string => type.split('::').slice(1).join(' ');

/** @returns lines: what it is, and what deletes it */
export function describeLeftover({ type, name }: Leftover, region: string): string {
  const commands = REMEDIES[type]?.(name, region) ?? [`(in the console of ${type.split('::')[1]})`];
  return [`  ${nameOf(type)} ${name}`, ...commands.map((command) => `    ${command}`)].join('\n');
}
