/** The web ACL of the setting `edge: { firewall: true }`. CloudFront takes one of us-east-1 only. */
import type { CloudFormationResource } from './template.ts';

const visibility = (MetricName: string) => ({
  CloudWatchMetricsEnabled: true,
  MetricName,
  SampledRequestsEnabled: false,
});

/** Requests of one address in five minutes. Many people share the address of an office; the API has limits for each person. */
const REQUESTS = 10_000;
/** The same for what hashes a password. */
const PASSWORDS = 200;

const perAddress = (Name: string, Priority: number, Limit: number, scope = {}) => ({
  Name,
  Priority,
  Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
  Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit, EvaluationWindowSec: 300, ...scope } },
  VisibilityConfig: visibility(Name),
});

const pathIs = (SearchString: string) => ({
  ByteMatchStatement: {
    FieldToMatch: { UriPath: {} },
    PositionalConstraint: 'EXACTLY',
    SearchString,
    TextTransformations: [{ Priority: 0, Type: 'NONE' }],
  },
});

/** @param counted rules of the group that are to be counted, and block nothing */
const managed = (group: string, Priority: number, counted: string[] = []) => ({
  Name: group,
  Priority,
  OverrideAction: { None: {} },
  Statement: {
    ManagedRuleGroupStatement: {
      VendorName: 'AWS',
      Name: group,
      RuleActionOverrides: counted.map((Name) => ({ Name, ActionToUse: { Count: {} } })),
    },
  },
  VisibilityConfig: visibility(group),
});

/** No rule blocks for what is in a body: people may write to each other about `<script>` and `${jndi:…}`. */
const BODY_RULES = [
  'CrossSiteScripting_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'SizeRestrictions_BODY',
];

export const firewall = (stage: string): CloudFormationResource => ({
  Type: 'AWS::WAFv2::WebACL',
  Properties: {
    Name: `corechat-${stage}-edge`,
    Scope: 'CLOUDFRONT',
    DefaultAction: { Allow: {} },
    VisibilityConfig: visibility(`corechat-${stage}-edge`),
    Rules: [
      perAddress('requests', 0, REQUESTS),
      perAddress('passwords', 1, PASSWORDS, {
        ScopeDownStatement: { OrStatement: { Statements: [pathIs('/Login'), pathIs('/Register')] } },
      }),
      managed('AWSManagedRulesAmazonIpReputationList', 2),
      managed('AWSManagedRulesKnownBadInputsRuleSet', 3, [
        'JavaDeserializationRCE_BODY',
        'Log4JRCE_BODY',
        'ReactJSRCE_BODY',
      ]),
      managed('AWSManagedRulesCommonRuleSet', 4, BODY_RULES),
    ],
  },
});
