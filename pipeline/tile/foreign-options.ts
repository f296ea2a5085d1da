import { type Command, Option } from 'commander'
import { UserError } from '../errors.ts'

const NO_LIMITS = 'leave it out: no feature and no tile is left out or thinned for its size'
const DROPPING =
  'leave it out: nothing is dropped to make a tile small; say what may be: -r 2.5 for points, --cluster-distance, --tiny-polygons dither, or a higher -Z'
const FILTER = 'filter the file before, with ogr2ogr -where or jq'

/** Options of tippecanoe that mean nothing here, and what stands in for each. */
const FOREIGN: readonly [flags: string, instead: string][] = [
  ['--drop-densest-as-needed', DROPPING],
  ['--drop-fraction-as-needed', DROPPING],
  ['--drop-smallest-as-needed', DROPPING],
  ['--coalesce-densest-as-needed', DROPPING],
  ['--coalesce-fraction-as-needed', DROPPING],
  ['--coalesce-smallest-as-needed', DROPPING],
  ['--coalesce', DROPPING],
  ['--cluster-densest-as-needed', `${DROPPING.split(';')[0]}; --cluster-distance makes clusters of points`],
  [
    '--extend-zooms-if-still-dropping',
    'leave it out: nothing is dropped, so no further zoom is needed for that',
  ],
  ['--no-feature-limit', NO_LIMITS],
  ['--no-tile-size-limit', NO_LIMITS],
  ['--no-tile-compression', 'leave it out: tiles are always compressed; --gzip-level 1 is the quickest'],
  ['--no-tiny-polygon-reduction', 'use --tiny-polygons keep, which is what happens without any option'],
  ['--no-line-simplification', 'use -S 0'],
  ['--simplify-only-low-zooms', 'leave it out: at the deepest zoom every position is kept'],
  ['--no-simplification-of-shared-nodes', 'use --shared-borders yes'],
  ['--detect-shared-borders', 'use --shared-borders yes; without it the data is looked at'],
  [
    '--maximum-tile-bytes <n>',
    'leave it out: no tile is thinned to a size; the largest is named when it is done',
  ],
  ['--maximum-tile-features <n>', NO_LIMITS],
  ['-M <n>', NO_LIMITS],
  ['-O <n>', NO_LIMITS],
  ['-a, --additional <letters>', DROPPING],
  ['-p, --prevent <letters>', NO_LIMITS],
  ['--full-detail <n>', 'leave it out: tiles have 4096 units a side'],
  ['-d <n>', 'leave it out: tiles have 4096 units a side'],
  ['-D, --low-detail <n>', 'leave it out: tiles have 4096 units a side'],
  ['-m, --minimum-detail <n>', 'leave it out: tiles have 4096 units a side'],
  ['-B, --base-zoom <zoom>', 'use -r: all points are there at the deepest zoom'],
  ['-g, --gamma <n>', 'use -r, or --cluster-distance'],
  ['-j, --feature-filter <filter>', FILTER],
  ['-J, --feature-filter-file <file>', FILTER],
  ['-C, --prefilter <command>', FILTER],
  ['-c, --postfilter <command>', FILTER],
  [
    '-T, --attribute-type <type>',
    'leave it out: a number stays a number; mend the file where a number is text',
  ],
  ['-Y, --attribute-description <text>', 'describe attributes in a profile: --profile FILE.yaml'],
  ['-R, --one-tile <tile>', 'leave it out; give the extract of the data instead'],
  ['-e, --output-to-directory <folder>', 'use -o OUT.pmtiles'],
  ['-s, --projection <crs>', 'use --crs EPSG:3857 or the CRS that the file is in'],
  ['-F, --allow-existing', 'use -f'],
]

/** Takes these options too, without listing them, so that each can be answered. */
export function addForeignOptions(command: Command): Command {
  for (const [flags] of FOREIGN) command.addOption(new Option(flags).hideHelp())
  return command
}

/** @throws UserError `usage` for the first of them that was given, with what stands in. */
export function refuseForeignOptions(options: object): void {
  for (const [flags, instead] of FOREIGN) {
    const option = new Option(flags)
    const value = (options as Record<string, unknown>)[option.attributeName()]
    // A negated option is there with `true` until it is given.
    if (option.negate ? value !== false : value === undefined) continue
    throw new UserError('usage', {
      what: 'this option of tippecanoe is not here',
      where: { key: [option.short, option.long].filter((name) => name !== undefined).join(', ') },
      got: [option.short ?? option.long, ...(typeof value === 'string' ? [value] : [])].join(' '),
      next: instead,
    })
  }
}
