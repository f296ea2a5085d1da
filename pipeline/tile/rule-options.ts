import { type Command, Option } from 'commander'
import { gather, number, zoom } from './options.ts'

/** Adds the options that say what tiles hold of their files (`RuleOptions`), for cutting and for proving alike. */
export function addRuleOptions(command: Command, zooms: { lowest: string; deepest: string }): Command {
  return command
    .option('-L, --named-layer <name:file>', 'a file and the name of its layer; repeatable', gather)
    .option('--profile <file>', 'YAML with layers, attributes and rules; options go before it')
    .option('-Z, --minimum-zoom <zoom>', `lowest zoom (default: ${zooms.lowest})`, zoom)
    .option('-z, --maximum-zoom <zoom>', `deepest zoom (default: ${zooms.deepest})`, zoom)
    .option('-y, --include <attribute>', 'with this attribute and no other; repeatable', gather)
    .option('-x, --exclude <attribute>', 'without this attribute; repeatable', gather)
    .option('-X, --exclude-all', 'no attributes but those of -y')
    .option(
      '-r, --drop-rate <rate>',
      'of the points at a zoom, one in this many is left at the zoom above (default: 1, all; the 2.5 of tippecanoe drops points)',
      number,
    )
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
      'clusters carry the sum of this attribute, which holds numbers; repeatable',
      gather,
    )
    .option('--label-layer <name>', 'a further layer with one point inside each polygon')
    .option('--generate-ids', 'features of each layer are numbered from 1')
    .option('--use-attribute-for-id <name>', 'features take their ids from this attribute')
}

/** Adds what is said of the files in spite of themselves, and how to report. */
export function addSourceOptions(command: Command): Command {
  return command
    .option('--crs <code>', 'CRS of the files, such as EPSG:32748, in spite of what they say')
    .option('--encoding <name>', 'how the text of the files is encoded, such as windows-1252')
    .addOption(new Option('--lang <language>', 'language of the report').choices(['id', 'en']).default('en'))
    .option('-q, --quiet', 'only errors')
    .option('--json', 'one JSON object, for machines')
}
