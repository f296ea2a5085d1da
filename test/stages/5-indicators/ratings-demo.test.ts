import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { BuiltCity } from '../../support/built-city.ts'
import { demoCity } from '../../support/demo-city.ts'

/** A published table of the demo city; none of these cells holds a quote or a line break. */
function rowsOf(city: Pick<BuiltCity, 'released'>, name: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(city.released(`tables/${name}.csv`), 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
  const cells = (line: string) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell!)
  const names = cells(head!)
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, i) => [names[i]!, cell])))
}

describe('the demo city', () => {
  let city: Awaited<ReturnType<typeof demoCity>>
  beforeAll(async () => {
    city = await demoCity()
  }, 600_000)

  it('has seven rated zones, one of which states considerations its density speaks against', () => {
    const rows = rowsOf(city, 'zone_ratings')
    expect(rows).toHaveLength(7)
    for (const row of rows) {
      expect(row.land_legality_source).toBe('stated')
      expect([row.priority_min, row.priority_max]).toEqual([row.priority, row.priority])
      expect(row.considerations_items).toMatch(/^8a \?; 8b [135]; 8c \?$/)
    }
    const flagged = rows.filter(({ flags }) => flags !== '')
    expect(flagged.map(({ zone_id, flags }) => [zone_id, flags])).toEqual([
      ['21.72.04.1003-K01', 'stated considerations differ from their items'],
    ])
  })

  it('tells who works together in Kampung Bugis, the whole kawasan and the city', () => {
    const rows = rowsOf(city, 'zone_collaboration')
    expect(rows.map(({ level, partners }) => [level, partners])).toEqual([
      ...['0', '0', '0', '7', '0', '0', '0'].map((partners) => ['zone', partners]),
      ['city', '2'],
    ])
    expect(rows[3]).toMatchObject({
      kinds: 'BKM; KSM; dinas; perguruan tinggi',
      stage: 'hasil sementara',
      stage_least: 'komitmen',
      agreements: '3',
      agreements_in_force: '1',
      agreements_without_end: '1',
      reference_date: '2024-06-30',
    })
  })

  it('leaves what was never measured again unknown, up to the city', () => {
    const food = rowsOf(city, 'poverty_monitoring').filter(({ sector }) => sector === 'pangan')
    expect(food.map((row) => [row.id, row.people_start, row.people_end, row.fall_pct])).toEqual([
      ['21.72', '245', '', ''],
      ['21.72.01', '75', '', ''],
      ['21.72.03', '170', '124', '27.058824'],
      ['21.72.01.1003', '75', '', ''],
      ['21.72.03.1003', '50', '40', '20'],
      ['21.72.03.1005', '120', '84', '30'],
    ])
  })
})
