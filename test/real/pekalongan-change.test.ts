import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { boundsOf } from '../../pipeline/geo/bounds.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { groundOf } from '../../pipeline/geo/overlay.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { openLayer } from '../../pipeline/readers/formats.ts'
import type { Zone } from '../../pipeline/stages/3-area/read.ts'
import { zoneChanges } from '../../pipeline/stages/3-area/zone-changes.ts'
import { madeUpCity } from '../support/stage-context.ts'

const FILE = '../shared/data/pekalongan/sk2020.kmz'
const present = existsSync(FILE)
if (!present) console.log('skipped: the change of Kota Pekalongan needs ../shared/data/pekalongan')

/** How many RT the later decree names. */
const LATER = 242

interface Rt {
  rt: string
  geometry: Polygonal
}

async function readRt(): Promise<Rt[]> {
  const layer = await openLayer(FILE, { label: FILE, layer: 'KOTA PEKALONGAN' })
  const read: Rt[] = []
  for await (const { cells, geometry } of layer.records())
    read.push({ rt: `${cells.Kelurahan}/${cells.Kode_RTRW}`, geometry: geometry as Polygonal })
  return read
}

function zone(
  decree_number: string,
  vintage: number,
  zone_id: string,
  rt: string | null,
  geometry: Polygonal,
): Zone {
  return {
    ...{ zone_id, name: zone_id, kawasan: null, kelurahan: null },
    decree_number,
    vintage,
    decree_date: null,
    kind: 'decree',
    kelurahan_code: rt && rt.split('/')[0]!,
    rt_rw: rt && rt.split('/')[1]!,
    area_ha_decree: null,
    half_unit_ha: 0,
    geometry,
    bounds: boundsOf(geometry)!,
  }
}

describe.skipIf(!present)('438 RT of Pekalongan, and 242 made of them', () => {
  const city = madeUpCity({ utm_crs: 'EPSG:32749', code: '33.75' })

  it('are told by their ground where codes are numbers of rows, dealt out anew', async () => {
    const read = await readRt()
    const kept = read.flatMap((_, place) => ((place * LATER) % read.length < LATER ? [place] : []))
    expect([read.length, kept.length]).toEqual([438, LATER])
    const compared = async (codeBefore: string, codeNow: string) => {
      const earlier = read.map(({ geometry }, place) =>
        zone('sk-2020', 2020, `${codeBefore}${place + 1}`, null, geometry),
      )
      const later = kept.map((place, row) =>
        zone('sk-2024', 2024, `${codeNow}${row + 1}`, null, read[place]!.geometry),
      )
      const [made] = [...zoneChanges([...earlier, ...later], [], city, await openGeos())]
      const { matches, totals } = made!
      const left = matches.flatMap((row) => (row.relation === 'left' ? [row.from_zone_id] : []))
      const lumped = totals.filter((row) => row.level === 'zone' && (row.zones_before as number) > 1)
      const moved = matches.filter((row) => row.relation === 'moved')
      return { left: left.map((id) => String(id).slice(codeBefore.length)), lumped: lumped.length, moved }
    }
    const [byRows, bySpelling] = [await compared('', ''), await compared('D', '33.75-')]
    expect(byRows.moved).toEqual([])
    expect(byRows.left.toSorted()).toEqual(bySpelling.left.toSorted())
    expect(byRows.lumped).toBe(bySpelling.lumped)
    // What is drawn twice over the same ground is one place whether kept once or twice.
    expect(byRows.left.length).toBeGreaterThan(438 - LATER - 5)
  })

  it('are matched and add up', async () => {
    const geos = await openGeos()
    const read = await readRt()
    const earlier = read.map(({ rt, geometry }, place) => zone('sk-2020', 2020, `D${place}`, rt, geometry))

    // Neighbours in the file that touch become one RT; then as many are kept as the later decree names.
    const grounds = read.map(({ geometry }) => groundOf(geometry, geos).geometry!)
    const groups: number[][] = []
    for (let place = 0; place < read.length; place += groups.at(-1)!.length) {
      const joins =
        place % 5 === 0 && place + 1 < read.length && geos.intersects(grounds[place]!, grounds[place + 1]!)
      groups.push(joins ? [place, place + 1] : [place])
    }
    const kept = groups.filter((_, place) => (place * LATER) % groups.length < LATER)
    expect(kept).toHaveLength(LATER)
    const later = kept.map((members, place) => {
      // Every second one keeps its RT under another code; the others are written in a way that no key reads.
      const rt = members.length === 1 && place % 2 === 0 ? read[members[0]!]!.rt : null
      const geometry = geos.union(members.map((member) => grounds[member]!))!
      return zone('sk-2024', 2024, `33.75-${place}`, rt, geometry)
    })

    const [made, ...more] = [...zoneChanges([...earlier, ...later], [], city, geos)]
    expect(more).toEqual([])
    const { matches, totals, checks } = made!
    expect(checks.filter((check) => !check.conserved)).toEqual([])

    const relation = new Map(matches.map((row) => [`${row.from_zone_id} ${row.to_zone_id}`, row.relation]))
    const wanted = kept.flatMap((members, place) =>
      members.map((member) => {
        const to = later[place]!
        const pair = `D${member} ${to.zone_id}`
        return [pair, members.length > 1 ? 'merged' : to.rt_rw === null ? 'renamed' : 'same'] as const
      }),
    )
    const other = wanted.filter(([pair, as]) => relation.get(pair) !== as)
    // RT drawn twice over the same ground, and codes that the decree has twice, are read as merged or renamed.
    expect(wanted.length - other.length).toBeGreaterThan(0.97 * wanted.length)
    expect(other.map(([pair]) => relation.get(pair) ?? null)).not.toContain(null)
    expect(new Set(matches.flatMap((row) => row.from_zone_id ?? [])).size).toBe(438)
    expect(new Set(matches.flatMap((row) => row.to_zone_id ?? [])).size).toBe(LATER)
    expect(matches.filter((row) => row.relation === 'new')).toEqual([])

    const number = (row: (typeof totals)[number], column: string) => row[column] as number
    for (const row of totals) {
      const [before, kept_ha, left, added, after] = ['before', 'kept', 'left', 'added', 'after'].map((one) =>
        number(row, `area_ha_${one}`),
      ) as [number, number, number, number, number]
      expect(Math.abs(before - kept_ha - left)).toBeLessThan(1e-5 * Math.max(1, before))
      expect(Math.abs(after - kept_ha - added)).toBeLessThan(1e-5 * Math.max(1, after))
    }
    const whole = totals.find((row) => row.level === 'city')!
    expect([whole.zones_before, whole.zones_after]).toEqual([438, LATER])
    // Nothing was drawn anew: the city lost ground and gained none.
    expect(number(whole, 'area_ha_added')).toBeLessThan(1e-4)
    expect(number(whole, 'area_ha_kept')).toBeCloseTo(number(whole, 'area_ha_after'), 4)
  })
})
