import * as input from '../../lib/schemas.ts';
import { ref } from '../json-schema.ts';
import type { Operation } from '../operation.ts';

export const system = {
  'system/health': {
    tag: 'System',
    summary: 'Liveness, with the state of what it depends on',
    access: 'public',
    input: input.NoInput,
    success: {
      description: 'The databases answer; `push`, which is not needed, may be down',
      schema: ref('Health'),
    },
    tellsDependencies: true,
  },
  'system/openapi': {
    tag: 'System',
    summary: 'This document, and a page that shows it',
    access: 'public',
    input: input.NoInput,
    isStatic: true,
    notModified: true,
    success: {
      description: 'The document, the page, or a file of the page',
      contentTypes: {
        'application/json': {},
        'text/html': {},
        'text/javascript': {},
        'text/css': {},
        'image/png': {},
      },
      headers: ['ETag', 'Vary'],
    },
    problems: ['route_not_found'],
  },
  'system/web': {
    tag: 'System',
    summary: 'The web app',
    access: 'public',
    input: input.NoInput,
    isStatic: true,
    notModified: true,
    success: {
      description: 'A file of the web app',
      contentTypes: {
        'text/html': {},
        'text/javascript': {},
        'text/css': {},
        'image/svg+xml': {},
        'font/woff2': {},
        'application/manifest+json': {},
      },
      headers: ['ETag', 'Vary'],
    },
    problems: ['route_not_found'],
  },
} satisfies Record<string, Operation>;
