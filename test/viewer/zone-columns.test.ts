import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { themeValues } from '../../pipeline/viewer/theme-values.ts'
import { themes } from '../../pipeline/viewer/themes.ts'
import { zoneTitle } from '../../pipeline/viewer/words.ts'
import { placeBelow, zoneColumns } from '../../pipeline/viewer/zone-columns.ts'
import type { Zone } from '../../pipeline/viewer/zones.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const zoneOf = (name: string | null, zone_id: string, kelurahan: string) =>
  ({ name, zone_id, properties: { kelurahan } }) as unknown as Zone
const zones = [
  zoneOf('rt001-rw002', 'a', 'Tirto'),
  zoneOf('rt004-rw004', 'b', 'Bandengan'),
  zoneOf('rt001-rw001', 'c', 'Tirto'),
  zoneOf(null, 'd', 'Medono'),
  zoneOf('Tirto', 'e', 'Tirto'),
]
const atlas = { zones, legend, methodology: null, progress: () => ({ state: 'absent' }) } as unknown as Atlas

describe('the names of the list', () => {
  it('stand in the order they are read in', () => {
    const theme = themes(legend)[0]!
    const columns = zoneColumns({ atlas, lang: 'id', theme, values: themeValues(atlas, theme, null) })
    const { order } = columns.find(({ key }) => key === 'name')!
    const sorted = zones.toSorted((a, b) => (order(a)! < order(b)! ? -1 : 1))
    expect(sorted.map((zone) => zoneTitle(zone, 'id'))).toEqual([
      ...['Bandengan RT 004/RW 004', 'Medono', 'Tirto', 'Tirto RT 001/RW 001', 'Tirto RT 001/RW 002'],
    ])
  })

  it('have the kelurahan below them once', () => {
    expect(zones.map((zone) => placeBelow(zone, 'id'))).toEqual(['', '', '', '', 'Tirto'])
  })
})
