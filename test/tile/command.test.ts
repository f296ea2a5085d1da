import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { addForeignOptions, refuseForeignOptions } from '../../pipeline/tile/foreign-options.ts'
import { gather, number, wholeNumber, zoom } from '../../pipeline/tile/options.ts'
import { filesOf, planOf } from '../../pipeline/tile/plan-inputs.ts'

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
    expect(answerTo('-pk')!.fault.got).toBe('--prevent k')
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
    for (const text of ['', 'x', 'Infinity']) expect(() => number(text)).toThrow(/a number/)
    expect(gather('b', gather('a', undefined))).toEqual(['a', 'b'])
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
