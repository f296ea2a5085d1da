import { type Command, InvalidArgumentError, Option } from 'commander'
import { say } from '../terminal.ts'
import type { CheckHostOptions } from './index.ts'

const LONGEST_TIMEOUT_S = 3600

/** Adds the verb `check-host`; what it needs is loaded when it runs. */
export function addCheckHostCommand(cli: Command): void {
  cli
    .command('check-host <url>')
    .description('ask a host for a published folder as browsers and viewers do, and say what to mend on it')
    .option('--timeout <seconds>', 'longest silence of the host', seconds, 20)
    .addOption(new Option('--lang <language>', 'language of the report').choices(['id', 'en']).default('en'))
    .option('--quiet', 'only errors')
    .option('--json', 'one JSON object, for machines')
    .addHelpText(
      'after',
      '\nIt reads the folder over HTTP and changes nothing. Configurations for known hosts: docs/hosting.md.\nExit codes: 0 no check fails (warnings are let pass), 2 no such address, 21 the host does not answer, 50 a check fails, 70 our bug.',
    )
    .action(async (url: string, options: CheckHostOptions) =>
      (await import('./index.ts')).runCheckHost(url, options, say),
    )
}

function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= LONGEST_TIMEOUT_S))
    throw new InvalidArgumentError(`expected seconds above 0, at most ${LONGEST_TIMEOUT_S}.`)
  return value
}
