import { type Command, Option } from 'commander'
import { gather, number, zoom } from '../tile/options.ts'
import type { VerifyOptions } from './index.ts'

/** Adds the verb `verify`; what it needs is loaded when it runs. */
export function addVerifyCommand(cli: Command): void {
  cli
    .command('verify <archive>')
    .description(
      'check an archive of tiles and every vector tile in it against their specifications, and prove it against the file it was made from',
    )
    .option('--source <file>', 'prove that the tiles hold what is in this file; exit 41 when they do not')
    .option('-l, --layer <name>', 'the layer that the file is in; others are passed over (default: all)')
    .option('-L, --named-layer <name:file>', 'a file and the name of its layer; repeatable', gather)
    .option('--profile <file>', 'the profile with which the tiles were cut')
    .addOption(
      new Option(
        '--tiny-polygons <what>',
        'what was done with polygons too small to draw (default: keep)',
      ).choices(['keep', 'dither', 'drop']),
    )
    .option(
      '-r, --drop-rate <rate>',
      'of the points at a zoom, one in this many is left at the zoom above',
      number,
    )
    .option('-S, --simplification <units>', 'how far drawn lines may lie from the data (default: 1)', number)
    .option('--simplification-at-maximum-zoom <units>', 'the same at the deepest zoom (default: 0)', number)
    .option('-Z, --minimum-zoom <zoom>', 'lowest zoom (default: that of the archive)', zoom)
    .option('-z, --maximum-zoom <zoom>', 'deepest zoom (default: that of the archive)', zoom)
    .option('-y, --include <attribute>', 'only this attribute was kept; repeatable', gather)
    .option('-x, --exclude <attribute>', 'this attribute was left out; repeatable', gather)
    .option('-X, --exclude-all', 'no attributes were kept but those of -y')
    .option('-K, --cluster-distance <pixels>', 'points nearer than this became one', number)
    .option('-k, --cluster-maxzoom <zoom>', 'deepest zoom with clusters', zoom)
    .option('-E, --accumulate-attribute <name:sum>', 'clusters carry the sum of this; repeatable', gather)
    .option('--label-layer <name>', 'a further layer with one point inside each polygon')
    .option('--generate-ids', 'the features were numbered from 1')
    .option('--use-attribute-for-id <name>', 'ids were taken from this attribute')
    .option('--crs <code>', 'CRS of the files, such as EPSG:32748, in spite of what they say')
    .option('--encoding <name>', 'how the text of the files is encoded, such as windows-1252')
    .addOption(new Option('--lang <language>', 'language of the table').choices(['id', 'en']).default('en'))
    .option('-q, --quiet', 'only errors')
    .option('--json', 'one JSON object, for machines')
    .action(async (archive: string, options: VerifyOptions) =>
      (await import('./index.ts')).runVerify(archive, options, (line) => console.log(line)),
    )
}
