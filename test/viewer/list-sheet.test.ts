import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import type { Feature } from 'geojson'
import { describe, expect, it } from 'vitest'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { listSheet } from '../../pipeline/viewer/list-sheet.ts'
import { workbookOf } from '../../pipeline/viewer/list-writer.ts'
import { themeValues } from '../../pipeline/viewer/theme-values.ts'
import { themes } from '../../pipeline/viewer/themes.ts'
import { zoneColumns } from '../../pipeline/viewer/zone-columns.ts'
import type { Zone } from '../../pipeline/viewer/zones.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const theme = themes(legend).find(({ key }) => key === 'change')!

/** Zones of 2 ha, each with a piece that was kept, the first two with one that was added to both, and how often a piece was looked at. */
function changed(count: number) {
  const looks = { count: 0 }
  const pieces = Array.from({ length: count + 1 }, (_, i): Feature => {
    const isAdded = i === count
    const zone_id = isAdded ? 'Z0' : `Z${i}`
    const piece = {
      ...{ zone_id, from_zone_id: isAdded ? 'Z0; Z1' : zone_id, to_zone_id: zone_id },
      ...{ change: isAdded ? 'added' : 'kept', area_ha_utm: isAdded ? 0.5 : 2 },
      ...{ from_decree: '1/2014', to_decree: '2/2020' },
    }
    return {
      ...{ type: 'Feature', geometry: { type: 'Point', coordinates: [0, 0] } },
      get properties() {
        looks.count++
        return piece
      },
    }
  })
  const zones = Array.from({ length: count }, (_, i): Zone => {
    const properties = { zone_id: `Z${i}`, decree_number: '1/2014', area_ha_utm: 2 }
    return { zone_id: `Z${i}`, name: `Z${i}`, feature_id: i, bounds: [0, 0, 1, 1], properties }
  })
  const atlas = {
    ...{ zones, legend, methodology: null, progress: () => ({ state: 'absent' }) },
    release: { id: 'r', city: { title: { id: 'Kota', en: 'City' }, decree: null, synthetic: null } },
    zone: (id: string) => zones.find(({ zone_id }) => zone_id === id) ?? null,
    features: () => ({ state: 'ready', value: pieces }),
    table: () => ({ state: 'absent' }),
  } as unknown as Atlas
  const model = { atlas, lang: 'en' as const, theme, values: themeValues(atlas, theme, null) }
  return { zones, model, looks }
}

describe('list and workbook of the change', () => {
  it('look at the pieces once for all zones, not once for each', () => {
    const { zones, model, looks } = changed(100)
    const { columns, rows } = listSheet(zones, model, '')
    const kept = columns.findIndex(({ heading }) => heading.startsWith(legend.zone_change[0]!.en))
    expect(rows.map((row) => row[kept])).toEqual(zones.map(() => 2))
    const shown = zoneColumns(model).find(({ key }) => key === 'shown')!
    for (const zone of zones) shown.order(zone)
    // 100 x 100 where each zone goes through all of them.
    expect(looks.count).toBeLessThan(100 * 40)
  })

  it('say of which class, and with which zones, hectares are counted twice', () => {
    const { zones, model } = changed(3)
    const { columns, rows } = listSheet(zones, model, '')
    const at = columns.findIndex(({ heading }) => heading === 'Hectares counted in other zones too')
    expect(rows.map((row) => row[at])).toEqual(['Newly slum: Z1', 'Newly slum: Z0', null])
    const shown = zoneColumns(model).find(({ key }) => key === 'shown')!
    const texts = zones.map((zone) =>
      [shown.show(zone)].flat().map((part) => (part as { text: string }).text),
    )
    expect(texts).toEqual([
      ['Still slum 2.00', 'Newly slum 0.50 (counted in Z1 too)'],
      ['Still slum 2.00', 'Newly slum 0.50 (counted in Z0 too)'],
      ['Still slum 2.00'],
    ])
  })
})

it('a list in the year of a verification says what of a zone is slum still, of zones it speaks of', () => {
  const { zones, model } = changed(3)
  const decrees = [{ decree_number: '2/2020', kind: 'verification', vintage: '2020' }]
  const atlas = {
    ...model.atlas,
    zones: zones.map((zone) => ({ ...zone, properties: { ...zone.properties, score_vintage: 2020 } })),
    hasLayer: () => true,
    table: (name: string) => (name === 'decrees' ? { state: 'ready', value: decrees } : { state: 'absent' }),
  } as unknown as Atlas
  const shown = themes(legend).find(({ key }) => key === 'score_class')!
  const sheet = (of: Atlas) =>
    listSheet(of.zones, { ...model, atlas: of, theme: shown, values: themeValues(of, shown, null) }, '')
  const { columns, rows } = sheet(atlas)
  const at = columns.findIndex(({ heading }) => heading.startsWith('Still slum by the verification of 2020'))
  expect(rows.map((row) => row[at])).toEqual([2, 2, 2])
  const headings = sheet({ ...atlas, hasLayer: () => false } as unknown as Atlas).columns.map(
    ({ heading }) => heading,
  )
  expect(headings.some((heading) => heading.startsWith('Still slum'))).toBe(false)
})

describe('the workbook of a list', () => {
  it('holds text as it is, also what Excel would take for a control character or find too long', async () => {
    const name = 'Jalan_x000D_Baru'
    const long = 'a'.repeat(40_000)
    const columns = [{ heading: 'Name', format: null, width: 9 }]
    const blob = await workbookOf({ name: 'L', title: 'L', notes: [], columns, rows: [[name], [long]] })
    const text = unpacked(Buffer.from(await blob.arrayBuffer()), 'sharedStrings.xml')
    expect(text).toContain('Jalan_x005F_x000D_Baru')
    expect(text).toMatch(/>a{32766}…</)
  })
})

/** A part of an archive by the end of its name, found by the central directory. */
function unpacked(zip: Buffer, name: string): string {
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4)) {
    const end = at + 46 + zip.readUInt16LE(at + 28)
    if (!zip.toString('utf8', at + 46, end).endsWith(name)) continue
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    return inflateRawSync(zip.subarray(from, from + zip.readUInt32LE(at + 20))).toString('utf8')
  }
  throw new Error(`${name} is not in the archive`)
}
