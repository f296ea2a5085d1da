import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { checkRules } from '../../../pipeline/tiler/build/check-rules.ts'
import { cutTileset } from '../../../pipeline/tiler/build/cut-tileset.ts'
import type { LayerRules, TilesetRules } from '../../../pipeline/tiler/rules.ts'
import type { InputFeature } from '../../../pipeline/tiler/tileset.ts'
import { build, inputsOf, layerRules, tilesetRules } from './building.ts'
import { houses } from './town.ts'

const temporary = mkdtempSync(join(tmpdir(), 'petakumuh-rules-'))
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

const cut = (rules: TilesetRules, features: Iterable<InputFeature>) =>
  cutTileset(rules, inputsOf(features), { threads: 1, memory_mb: 8, temporary })

/** Fails when it is read. */
const UNREAD: Iterable<InputFeature> = {
  [Symbol.iterator]: () => {
    throw new Error('the features were read')
  },
}

describe('rules that cannot be', () => {
  const layers: [string, Partial<LayerRules>][] = [
    ['minzoom', { minzoom: -1 }],
    ['minzoom', { minzoom: 0.5 }],
    ['maxzoom', { maxzoom: 21 }],
    ['maxzoom', { minzoom: 7, maxzoom: 6 }],
    ['drop_rate', { drop_rate: 0.5 }],
    ['drop_rate', { drop_rate: Number.NaN }],
    ['two layers are called zona', { label_layer: 'zona' }],
  ]
  const tilesets: [string, Partial<TilesetRules>][] = [
    ...[0, 10, -1, 5.5, Number.NaN].map((gzip_level): [string, Partial<TilesetRules>] => [
      'gzip_level',
      { gzip_level },
    ]),
    ...[-1, 2049, 0.5].map((buffer_units): [string, Partial<TilesetRules>] => [
      'buffer_units',
      { buffer_units },
    ]),
    ['two layers are called zona', { layers: [layerRules(), layerRules()] }],
  ]
  it.each([
    ...layers.map(([what, more]) => [what, tilesetRules([layerRules(more)])] as const),
    ...tilesets.map(([what, more]) => [what, { ...tilesetRules([layerRules()]), ...more }] as const),
  ])('are refused before anything is read: %s', async (what, rules) => {
    await expect(cut(rules, UNREAD)).rejects.toThrow(RangeError)
    await expect(cut(rules, UNREAD)).rejects.toThrow(what)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('are not those at the ends of what can be', () => {
    for (const gzip_level of [1, 9]) {
      for (const buffer_units of [0, 2048])
        checkRules(tilesetRules([layerRules({ maxzoom: 20 })], { gzip_level, buffer_units }))
    }
  })
})

const cluster = { maxzoom: 9, radius_units: 512, sums: ['jiwa'] }

describe('a sum of an attribute that the layer leaves out', () => {
  it.each([
    { exclude: ['jiwa'] },
    { include: ['rt'] },
    { attributes: [{ name: 'rt', type: 'string' as const }] },
  ])('is refused before anything is read: %j', async (more) => {
    const refused = cut(tilesetRules([layerRules({ cluster, ...more })]), UNREAD)
    await expect(refused).rejects.toBeInstanceOf(UserError)
    await expect(refused).rejects.toMatchObject({ kind: 'config', fault: { got: 'jiwa' } })
  })
})

describe('an attribute of the name of a figure of clusters', () => {
  const named = (name: string) =>
    houses(20).map((house) => ({ ...house, properties: { ...house.properties, [name]: 7 } }))
  const rules = (more: Partial<LayerRules> = {}) =>
    tilesetRules([layerRules({ minzoom: 6, maxzoom: 10, cluster, ...more })])

  it.each(['point_count', 'sum_jiwa'])('is refused, and nothing is left: %s', async (name) => {
    const refused = cut(rules(), named(name))
    await expect(refused).rejects.toBeInstanceOf(UserError)
    await expect(refused).rejects.toMatchObject({
      kind: 'config',
      fault: { where: { layer: 'zona', field: name }, got: name },
    })
    expect(readdirSync(temporary)).toEqual([])
  })

  it('is fine when it is excluded, is the sum of another, or nothing is clustered', async () => {
    const excluded = await build(rules({ exclude: ['point_count'] }), inputsOf(named('point_count')))
    expect(excluded.layers[0]!.attributes.map(({ name }) => name)).toContain('sum_jiwa')
    await build(rules(), inputsOf(named('sum_rt')))
    await build(tilesetRules([layerRules()]), inputsOf(named('point_count')))
  })
})

describe('a sum of values that are no numbers', () => {
  const rules = tilesetRules([layerRules({ minzoom: 6, maxzoom: 10, cluster })])
  const withOne = (jiwa: unknown) =>
    houses(20).map((house, i) =>
      i === 17
        ? { ...house, properties: { ...house.properties, jiwa } as InputFeature['properties'] }
        : house,
    )

  it.each(['banyak', '12', '', true, [1]])('is refused, wherever the value is: %j', async (value) => {
    const got = JSON.stringify(typeof value === 'object' ? JSON.stringify(value) : value)
    const refused = cut(rules, withOne(value))
    await expect(refused).rejects.toBeInstanceOf(UserError)
    await expect(refused).rejects.toMatchObject({
      exitCode: 2,
      fault: { where: { layer: 'zona', field: 'jiwa' }, got },
    })
    expect(readdirSync(temporary)).toEqual([])
  })

  it('is fine where they are numbers of any kind, or none', async () => {
    for (const value of [0.1 + 0.2, 2 ** 40, -1, null]) await build(rules, inputsOf(withOne(value)))
  })
})
