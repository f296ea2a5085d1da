import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { addTileCommand } from '../../pipeline/tile/command.ts'
import { addForeignOptions, refuseForeignOptions } from '../../pipeline/tile/foreign-options.ts'
import { tile } from '../../pipeline/tile/index.ts'
import { gather, number, positiveInteger, wholeNumber, zoom } from '../../pipeline/tile/options.ts'
import { filesOf, planOf } from '../../pipeline/tile/plan-inputs.ts'
import { addVerifyCommand } from '../../pipeline/verify/command.ts'
import { temporaryFolder } from '../support/small-city.ts'

function answerTo(...args: string[]): UserError | null {
  const command = addForeignOptions(new Command('tile').argument('[files...]').exitOverride())
  command.parse(args, { from: 'user' })
  try {
    refuseForeignOptions(command.opts())
    return null
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}

describe('options of tippecanoe that are not here', () => {
  it('are answered with what stands in', () => {
    for (const args of [
      ['--drop-densest-as-needed'],
      ['-ae'],
      ['-pk'],
      ['-pf'],
      ['-M', '100'],
      ['--no-feature-limit'],
      ['--no-tile-size-limit'],
      ['--coalesce'],
      ['-d14'],
      ['-B', 'g'],
      ['-T', 'a:int'],
    ]) {
      const error = answerTo(...args)
      expect([args, error?.exitCode]).toEqual([args, 2])
      expect(error!.fault.next).toMatch(/^(?:leave it out|use|filter|describe)/)
    }
    expect(answerTo('-pk')!.fault).toMatchObject({ where: { key: '-p, --prevent' }, got: '-p k' })
    expect(answerTo('--coalesce')!.fault).toMatchObject({ where: { key: '--coalesce' }, got: '--coalesce' })
  })

  it('are not seen where they are not given', () => {
    expect(answerTo('x.geojson')).toBeNull()
  })

  it('-zg names the way without it', () => {
    expect(() => zoom('g')).toThrow(/leave -z out/)
    expect(zoom('14')).toBe(14)
  })
})

describe('values of options', () => {
  it('are numbers or refused', () => {
    expect([wholeNumber('0'), number('2.5'), number('-1')]).toEqual([0, 2.5, -1])
    for (const text of ['', ' ', 'x', '1.5', '-1', 'NaN'])
      expect(() => wholeNumber(text)).toThrow(/whole number/)
    expect(positiveInteger('1')).toBe(1)
    for (const text of ['', '0', '-1', '1.5', 'x', 'Infinity'])
      expect(() => positiveInteger(text)).toThrow(/above 0/)
    for (const text of ['', 'x', 'Infinity']) expect(() => number(text)).toThrow(/a number/)
    expect(gather('b', gather('a', undefined))).toEqual(['a', 'b'])
  })
})

describe('the command', () => {
  const commandOf = (name: string): Command => {
    const cli = new Command().exitOverride()
    addTileCommand(cli)
    addVerifyCommand(cli)
    return cli.commands.find((command) => command.name() === name)!.exitOverride()
  }

  it('takes files by -L alone, which are refused only where there are none', async () => {
    const output = join(temporaryFolder(), 'x.pmtiles')
    await expect(tile([], { output }, createProgress('quiet'))).rejects.toMatchObject({
      exitCode: 2,
      fault: { what: 'no file is named', next: expect.stringContaining('-L') },
    })
    expect(commandOf('tile').registeredArguments.map(({ required }) => required)).toEqual([false])
  })

  it('has all options of verify that say what tiles hold', () => {
    const optionsOf = (name: string) => commandOf(name).options.map(({ long }) => long)
    const own = ['--source']
    const shared = optionsOf('verify').filter((long) => !own.includes(long!))
    expect(optionsOf('tile')).toEqual(expect.arrayContaining(shared))
    expect(shared).toEqual(expect.arrayContaining(['--include', '--drop-rate', '--label-layer', '--crs']))
  })

  it('needs some memory', () => {
    const command = commandOf('tile').configureOutput({ writeErr() {} })
    expect(() => command.parse(['-o', 'x.pmtiles', '--memory', '0'], { from: 'user' })).toThrow(/above 0/)
  })

  it('is said to read every format, and to end with every code that it ends with', () => {
    let help = ''
    const command = commandOf('tile').configureOutput({ writeOut: (text) => (help += text) })
    command.outputHelp()
    for (const word of ['GeoJSON', 'GeoParquet', 'shapefile', 'FlatGeobuf', 'GeoPackage', 'KML'])
      expect(help).toContain(word)
    for (const code of [2, 20, 21, 24, 40, 41, 50, 70, 130]) expect(help).toMatch(new RegExp(`\\b${code}\\b`))
  })
})

describe('the layers of the files', () => {
  const options = { output: 'x.pmtiles' }

  it('are named after their files, or after the layers of a file that has several', () => {
    const files = filesOf(['in/rt.geojson.gz', 'all.gpkg'], options)
    expect(planOf(files, [['rt'], ['zones', 'roads']])).toEqual({
      layers: ['rt', 'zones', 'roads'],
      inputs: [
        { path: 'in/rt.geojson.gz', layer: 0 },
        { path: 'all.gpkg', fileLayer: 'zones', layer: 1 },
        { path: 'all.gpkg', fileLayer: 'roads', layer: 2 },
      ],
    })
  })

  it('are one with -l, and named with -L', () => {
    const files = filesOf(['a.geojson', 'b.gpkg'], {
      ...options,
      layer: 'all',
      namedLayer: ['zones:z:1.shp'],
    })
    expect(planOf(files, [['a'], ['x', 'y'], ['z:1']], 'all')).toEqual({
      layers: ['all', 'zones'],
      inputs: [
        { path: 'a.geojson', layer: 0 },
        { path: 'b.gpkg', fileLayer: 'x', layer: 0 },
        { path: 'b.gpkg', fileLayer: 'y', layer: 0 },
        { path: 'z:1.shp', layer: 1 },
      ],
    })
  })

  it('stay two where they come to have one name, for the rules to refuse', () => {
    expect(planOf(filesOf(['a/rt.shp', 'b/rt.shp'], options), [['rt'], ['rt']]).layers).toEqual(['rt', 'rt'])
  })

  it('need a name and a file in -L', () => {
    for (const text of ['zones', ':x', 'zones:'])
      expect(() => filesOf([], { ...options, namedLayer: [text] })).toThrow(/NAME:FILE/)
  })
})
