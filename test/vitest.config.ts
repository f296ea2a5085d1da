import { defineConfig } from 'vitest/config'
import { HeaviestFirst } from './support/heaviest-first.ts'

/** Files with a process of their own: they replace modules. */
const ALONE = ['test/readers/temporary-link.test.ts', 'test/readers/geopackage/geopackage-limits.test.ts']

// Some tests build whole cities on a machine of two cores: the limits are for a busy one.
export default defineConfig({
  test: {
    globalSetup: ['test/support/run-folder.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: HeaviestFirst },
    testTimeout: 600_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: ALONE,
          // Loading the pipeline anew for each file takes longer than most files do.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
})
