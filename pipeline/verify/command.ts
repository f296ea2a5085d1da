import type { Command } from 'commander'
import { say } from '../terminal.ts'
import { addRuleOptions, addSourceOptions } from '../tile/rule-options.ts'
import type { VerifyOptions } from './index.ts'

/** Adds the verb `verify`; what it needs is loaded when it runs. */
export function addVerifyCommand(cli: Command): void {
  const command = cli
    .command('verify <release>')
    .description(
      'check a release (its folder, a public folder, the output of a city, or a city that is built, by its name) or an archive of tiles by itself, and prove the tiles against what they were made from',
    )
    .option('--source <file>', 'prove that the tiles hold what is in this file; exit 41 when they do not')
    .option('-l, --layer <name>', 'the layer that the file is in; others are passed over (default: all)')
  addSourceOptions(addRuleOptions(command, { lowest: 'that of the archive', deepest: 'that of the archive' }))
    .addHelpText(
      'after',
      '\nThe options say how an archive was cut; those of petakumuh tile with the same names.\nExit codes: 0 sound, and proven where a source is given, 2 options, 20 profile, 21 a file, 22 a release that is not what it says,\n24 CRS of the source, 41 tiles not sound or not proven, 70 our bug.',
    )
    .action(async (release: string, options: VerifyOptions) =>
      (await import('./index.ts')).runVerify(release, options, say),
    )
}
