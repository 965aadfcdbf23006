/** The bucket's CORS rule, as S3 applies it. https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html */
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../root.ts';
import { BucketError } from './error.ts';

export interface CorsRule {
  AllowedOrigins: string[];
  AllowedMethods: string[];
  AllowedHeaders: string[];
  ExposedHeaders: string[];
  MaxAge: number;
}

/** That of resources/files.yml. */
export function readCorsRule(): CorsRule {
  const { Resources } = parse(readFileSync(join(ROOT, 'resources/files.yml'), 'utf8'));
  return Resources.FilesBucket.Properties.CorsConfiguration.CorsRules[0];
}

const listOf = (header = ''): string[] =>
  header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

/** @returns headers of the answer; none when the rule does not allow the request, which then has an answer that no page may read */
export function corsHeaders(
  { AllowedOrigins, AllowedMethods, ExposedHeaders }: CorsRule,
  method: string,
  origin = '',
): Record<string, string> {
  const isAny = AllowedOrigins.includes('*');
  if (!origin || !AllowedMethods.includes(method) || !(isAny || AllowedOrigins.includes(origin))) return {};
  return {
    'access-control-allow-origin': isAny ? '*' : origin,
    'access-control-allow-methods': AllowedMethods.join(', '),
    'access-control-expose-headers': ExposedHeaders.join(', '),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** @returns headers of the answer to a preflight @throws BucketError 403 when the rule does not allow the request */
export function preflightHeaders(rule: CorsRule, headers: IncomingHttpHeaders): Record<string, string> {
  const allowed = corsHeaders(rule, headers['access-control-request-method'] ?? '', headers.origin);
  const wanted = listOf(headers['access-control-request-headers']);
  const known = listOf(rule.AllowedHeaders.join());
  if (!allowed.vary || !wanted.every((name) => known.includes(name))) {
    throw new BucketError(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  }
  return {
    ...allowed,
    'access-control-allow-headers': wanted.join(', '),
    'access-control-max-age': String(rule.MaxAge),
  };
}
