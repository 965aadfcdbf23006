/** The part of CloudFormation's protocol that deploy/ uses: a stack with scripted states. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface FakeResource {
  id: string;
  type: string;
  name: string;
  status?: string;
}

export interface FakeStack {
  /** the states that it is found in, one look after the other; the last one stays; none: there is no stack */
  states: string[];
  isProtected?: boolean;
  template?: object;
  resources?: FakeResource[];
  /** the states that a deletion leads through, by number of attempts; default: it goes */
  deletions?: string[][];
  /** the states that the continuation of a rollback leads through */
  continuation?: string[];
}

const XMLNS = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';
const toXml = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** @returns its address, the calls so far, and what stops it */
export async function startCloudFormation(stack: FakeStack) {
  const calls: URLSearchParams[] = [];
  let states = [...stack.states];
  const deletions = [...(stack.deletions ?? [])];

  const answers: Record<string, () => string> = {
    DescribeStacks: () => {
      const status = states.length > 1 ? states.shift() : states[0];
      if (!status) return '';
      return `<Stacks><member><StackName>corechat-dev</StackName><StackId>arn:stack</StackId><StackStatus>${status}</StackStatus>
        <EnableTerminationProtection>${stack.isProtected === true}</EnableTerminationProtection></member></Stacks>`;
    },
    GetTemplate: () => `<TemplateBody>${toXml(JSON.stringify(stack.template ?? {}))}</TemplateBody>`,
    ListStackResources: () =>
      `<StackResourceSummaries>${(stack.resources ?? [])
        .map(
          ({ id, type, name, status = 'CREATE_COMPLETE' }) =>
            `<member><LogicalResourceId>${id}</LogicalResourceId><ResourceType>${type}</ResourceType><PhysicalResourceId>${name}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus><ResourceStatusReason>in use</ResourceStatusReason></member>`,
        )
        .join('')}</StackResourceSummaries>`,
    DescribeStackEvents: () =>
      '<StackEvents><member><LogicalResourceId>Table</LogicalResourceId><ResourceStatus>UPDATE_FAILED</ResourceStatus><ResourceStatusReason>in use</ResourceStatusReason></member></StackEvents>',
    DeleteStack: () => {
      states = deletions.shift() ?? [];
      return '';
    },
    ContinueUpdateRollback: () => {
      states = stack.continuation ?? [];
      return '';
    },
  };

  const server = createServer(async (request, response) => {
    const call = new URLSearchParams(await text(request));
    calls.push(call);
    const action = call.get('Action') ?? '';
    const result = answers[action]?.() ?? '';
    if (action === 'DescribeStacks' && result === '') {
      const error = '<Type>Sender</Type><Code>ValidationError</Code><Message>Stack does not exist</Message>';
      response.writeHead(400).end(`<ErrorResponse ${XMLNS}><Error>${error}</Error></ErrorResponse>`);
      return;
    }
    response.end(
      `<${action}Response ${XMLNS}><${action}Result>${result}</${action}Result></${action}Response>`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    /** what was asked for that changes something, with the resources to retain */
    changes: () =>
      calls
        .map((call) => [call.get('Action'), call.get('RetainResources.member.1')].filter(Boolean).join(' '))
        .filter((action) => /^(Delete|Continue)/.test(action)),
    stop: () => server.close(),
  };
}
