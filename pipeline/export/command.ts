import { type Command, Option } from 'commander'
import { say } from '../terminal.ts'
import type { ExportOptions } from './index.ts'

/** Adds the verb `export`; what it needs is loaded when it runs. */
export function addExportCommand(cli: Command): void {
  cli
    .command('export <archive>')
    .description(
      'copy the tiles of an archive, or of the release of a city, into a {z}/{x}/{y}.pbf folder, MBTiles or PMTiles, unchanged',
    )
    .requiredOption('-o, --output <place>', 'a folder, or a file that ends in .mbtiles or .pmtiles')
    .option('-f, --force', 'replace the file, or the folder of tiles, when it is there')
    .option('--gzip', 'keep the tiles of a folder compressed, for hosts that can send Content-Encoding: gzip')
    .option('--url <address>', 'where the folder will be hosted, for the addresses in its tilejson.json')
    .addOption(new Option('--lang <language>', 'language of the report').choices(['id', 'en']).default('en'))
    .option('--json', 'one JSON object, for machines')
    .option('--quiet', 'only errors')
    .addHelpText(
      'after',
      '\nThe archive is PMTiles or MBTiles, a release, the folder or output that serves one, or a city that is built.\nExit codes: 0 ok, 2 options, 20 and 21 the city or the archive, 41 nothing to write, 50 the system refuses to read or\nwrite (a full disk, no right), 70 our bug, 129, 130 or 143 stopped by a signal; nothing is left of the run then.\nHow to open what comes out: docs/viewers.md',
    )
    .action(async (archive: string, options: ExportOptions) =>
      (await import('./index.ts')).runExport(archive, options, say),
    )
}
