import { type Command, Option } from 'commander'
import { addForeignOptions } from './foreign-options.ts'
import { gather, number, type TileOptions, wholeNumber, zoom } from './options.ts'

/** Adds the verb `tile`; what it needs is loaded when it runs. */
export function addTileCommand(cli: Command): void {
  const command = cli
    .command('tile <files...>')
    .description(
      'cut GeoJSON (also a feature a line), GeoParquet, shapefiles, FlatGeobuf or GeoPackage into vector tiles and prove them; - is the standard input',
    )
    .requiredOption('-o, --output <file>', 'the archive to write: .pmtiles or .mbtiles')
    .option('-f, --force', 'replace the archive when it is there')
    .option('-Z, --minimum-zoom <zoom>', 'lowest zoom (default: 0)', zoom)
    .option('-z, --maximum-zoom <zoom>', 'deepest zoom (default: chosen from the data, at most 14)', zoom)
    .option('-l, --layer <name>', 'all files into one layer (default: a layer a file, named after it)')
    .option('-L, --named-layer <name:file>', 'a file and the name of its layer; repeatable', gather)
    .option('-y, --include <attribute>', 'keep this attribute and no other; repeatable', gather)
    .option('-x, --exclude <attribute>', 'leave this attribute out; repeatable', gather)
    .option('-X, --exclude-all', 'no attributes but those of -y')
    .option('-n, --name <text>', 'name of the tileset (default: the file without its ending)')
    .option('-N, --description <text>', 'what the tileset is')
    .option('-A, --attribution <text>', 'who made the data')
    .option('-P, --read-parallel', 'taken and needless: threads read in any case')
    .option(
      '-r, --drop-rate <rate>',
      'of the points at a zoom, one in this many is left at the zoom above (default: 1, all; the 2.5 of tippecanoe drops points)',
      number,
    )
    .option('-b, --buffer <pixels>', '256ths of a tile kept around it (default: 5)', number)
    .option(
      '-S, --simplification <units>',
      'how far drawn lines may lie from the data below the deepest zoom, in 4096ths of a tile (default: 1)',
      number,
    )
    .option(
      '--simplification-at-maximum-zoom <units>',
      'the same at the deepest zoom (default: 0, every position is kept; tippecanoe takes that of -S)',
      number,
    )
    .addOption(
      new Option('--tiny-polygons <what>', 'polygons too small to draw (default: keep)').choices([
        'keep',
        'dither',
        'drop',
      ]),
    )
    .addOption(
      new Option('--shared-borders <whether>', 'neighbours share borders (default: auto)').choices([
        'auto',
        'yes',
        'no',
      ]),
    )
    .option(
      '-K, --cluster-distance <pixels>',
      'points in a square of so many 256ths of a tile become one',
      number,
    )
    .option(
      '-k, --cluster-maxzoom <zoom>',
      'deepest zoom with clusters (default: one above the deepest)',
      zoom,
    )
    .option(
      '-E, --accumulate-attribute <name:sum>',
      'clusters carry the sum of this attribute; repeatable',
      gather,
    )
    .option('--label-layer <name>', 'a further layer with one point inside each polygon')
    .option('--generate-ids', 'number the features of each layer from 1')
    .option('--use-attribute-for-id <name>', 'take the id of features from this attribute')
    .option('--gzip-level <level>', '1 to 9 (default: 5)', wholeNumber)
    .option('--threads <n>', 'threads to use (default: all processors)', wholeNumber)
    .option(
      '--memory <mb>',
      'memory for drawings that wait to be packed into tiles; more go to a temporary file, the features themselves stay in memory (default: 256)',
      wholeNumber,
    )
    .option('-t, --temporary-directory <folder>', 'where temporary files go (default: that of the system)')
    .option('--profile <file>', 'YAML with layers, attributes and rules; options go before it')
    .addOption(
      new Option('--engine <engine>', 'what cuts the tiles (default: auto, the built-in one)').choices([
        'auto',
        'builtin',
        'tippecanoe',
      ]),
    )
    .option('--no-proof', 'do not decode the archive again to prove that nothing is lost')
    .option('--crs <code>', 'CRS of the files, such as EPSG:32748, in spite of what they say')
    .option('--encoding <name>', 'how the text of the files is encoded, such as windows-1252')
    .addOption(new Option('--lang <language>', 'language of the report').choices(['id', 'en']).default('en'))
    .option('-q, --quiet', 'only errors')
    .option('--json', 'one JSON object, for machines')
  addForeignOptions(command).action(async (files: string[], options: TileOptions) =>
    (await import('./index.ts')).runTile(files, options),
  )
}
