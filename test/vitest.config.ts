import { defineConfig } from 'vitest/config'

// Some tests build whole cities on a machine of two cores: the limits are for a busy one.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/run-folder.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 900_000,
  },
})
