import type { Command } from 'commander'
import { positiveInteger } from '../tile/options.ts'
import type { NightlyOptions } from './index.ts'

/** Adds the verb `nightly`; what it needs is loaded when it runs. */
export function addNightlyCommand(cli: Command): void {
  cli
    .command('nightly [cities...]')
    .description('build all cities under data/, or these, unattended: each in a process of its own')
    .option('--output <dir>', 'where the cities are built, each in a folder of its name (default: output)')
    .option(
      '--status <dir>',
      'where status.json, history.jsonl and the status page lie (default: <output>/_nightly)',
    )
    .option('--jobs <n>', 'cities side by side (default: as many as there are processors)', positiveInteger)
    .option('--timeout <minutes>', 'longest time for one city', positiveInteger, 180)
    .option('--memory <mb>', 'memory for tables of all cities together, in MB', positiveInteger)
    .option(
      '--keep <n>',
      'releases of each city that stay on the disk (default: publish.keep of its city.yaml, else 5)',
      positiveInteger,
    )
    .option('--no-space-check', 'begin each stage whatever space the disk has left')
    .option(
      '--webhook <url>',
      'where to post the outcome; better in the variable PETAKUMUH_WEBHOOK, which no list of processes shows',
    )
    .option('--json', 'one JSON object a line, for machines')
    .option('--quiet', 'only errors')
    .addHelpText(
      'after',
      '\nOne city that fails stops no other, and leaves its last release served. Exit code: the highest of the cities; 30 when another nightly run is going on.\nTimers, cron and GitHub Actions: docs/operations/README.md.',
    )
    .action(async (cities: string[], options: NightlyOptions) =>
      (await import('./index.ts')).runNightly(cities, options),
    )
}
