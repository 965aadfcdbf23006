import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'embedded-mongodb', root: 'local/mongodb', include: ['test/**/*.test.ts'], testTimeout: 60_000 } },
    ],
  },
});
