import { type Command, Option } from 'commander'
import { addForeignOptions } from './foreign-options.ts'
import { number, positiveInteger, type TileOptions, wholeNumber } from './options.ts'
import { addRuleOptions, addSourceOptions } from './rule-options.ts'

/** Adds the verb `tile`; what it needs is loaded when it runs. */
export function addTileCommand(cli: Command): void {
  const command = cli
    .command('tile [files...]')
    .description(
      'cut GeoJSON (also a feature a line), GeoParquet, shapefiles (also zipped), FlatGeobuf, GeoPackage or KML into vector tiles and prove them; - is the standard input',
    )
    .requiredOption('-o, --output <file>', 'the archive to write: .pmtiles or .mbtiles')
    .option('-f, --force', 'replace the archive when it is there')
    .option('-l, --layer <name>', 'all files into one layer (default: a layer a file, named after it)')
  addRuleOptions(command, { lowest: '0', deepest: 'chosen from the data, at most 14' })
    .option('-n, --name <text>', 'name of the tileset (default: the file without its ending)')
    .option('-N, --description <text>', 'what the tileset is')
    .option('-A, --attribution <text>', 'who made the data')
    .option('-P, --read-parallel', 'taken and needless: threads read in any case')
    .option('-b, --buffer <pixels>', '256ths of a tile kept around it (default: 5)', number)
    .addOption(
      new Option('--shared-borders <whether>', 'neighbours share borders (default: auto)').choices([
        'auto',
        'yes',
        'no',
      ]),
    )
    .option('--gzip-level <level>', '1 to 9 (default: 5)', wholeNumber)
    .option('--threads <n>', 'threads to use (default: all processors)', positiveInteger)
    .option(
      '--memory <mb>',
      'memory for drawings that wait to be packed into tiles; more go to a temporary file, the features themselves stay in memory (default: 256)',
      positiveInteger,
    )
    .option('-t, --temporary-directory <folder>', 'where temporary files go (default: that of the system)')
    .addOption(
      new Option('--engine <engine>', 'what cuts the tiles (default: auto, the built-in one)').choices([
        'auto',
        'builtin',
        'tippecanoe',
      ]),
    )
    .option('--no-proof', 'do not decode the archive again to prove that nothing is lost')
  addSourceOptions(addForeignOptions(command))
    .addHelpText(
      'after',
      '\nExit codes: 0 ok and proven, 2 options, 20 profile or rules, 21 a file, 23 nothing to draw, 24 the CRS,\n40 tippecanoe is not installed, 41 not proven, 50 the system refuses to read or write (a full disk, no right), 70 our bug,\n129, 130 or 143 stopped by a signal such as Ctrl+C (130); nothing is left of the run then.\nExamples and all options: docs/reference/tile.md',
    )
    .action(async (files: string[], options: TileOptions) =>
      (await import('./index.ts')).runTile(files, options),
    )
}
