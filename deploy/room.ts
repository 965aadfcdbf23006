/** How much of CloudFormation's limits the template uses. */
import type { Template } from './template.ts';

export interface Room {
  what: string;
  used: number;
  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html, and …/dynamic-references.html */
  limit: number;
}

export function roomIn(template: Template): Room[] {
  const text = JSON.stringify(template);
  return [
    { what: 'resources', used: Object.keys(template.Resources).length, limit: 500 },
    { what: 'outputs', used: Object.keys(template.Outputs).length, limit: 200 },
    { what: 'references to secrets', used: text.match(/\{\{resolve:/g)?.length ?? 0, limit: 60 },
    { what: 'KB', used: Math.ceil(Buffer.byteLength(text) / 1_000), limit: 1_000 },
  ];
}

/** "Template: 160 of 500 resources, …" */
export const describeRoom = (room: Room[]): string =>
  `Template: ${room.map(({ what, used, limit }) => `${used} of ${limit} ${what}`).join(', ')}`;

/** @returns what is beyond its limit, for which CloudFormation would refuse the template after the upload */
export const isFull = (room: Room[]): boolean => room.some(({ used, limit }) => used > limit);
