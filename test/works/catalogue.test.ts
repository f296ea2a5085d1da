import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadActivities } from '../../pipeline/works/activities.ts'
import { workUnit } from '../../pipeline/works/units.ts'

const FILE = '../shared/data/pekalongan/kriteria.json'
const present = existsSync(FILE)
if (!present) console.log('skipped: the dictionary of activities needs ../shared/data/pekalongan')

interface Dictionary {
  kegiatanInvestasi: { kriteria: string[]; kegiatan: string[]; satuan: string }[]
}

describe.skipIf(!present)('the catalogue of activities beside the dictionary of the KOTAKU tools', () => {
  /** `criterion activity unit` of both, by the name of the catalogue. */
  const both = () => {
    const { kegiatanInvestasi } = JSON.parse(readFileSync(FILE, 'utf8')) as Dictionary
    const activities = loadActivities()
    const unknown: string[] = []
    const pairs = kegiatanInvestasi.flatMap(({ kriteria, kegiatan, satuan }) =>
      kegiatan.flatMap((name) => {
        const activity = activities.find(name)
        if (activity === null) unknown.push(name)
        return kriteria.map((id) => ({ id, name, activity, unit: workUnit(satuan)!.base }))
      }),
    )
    return { unknown, pairs }
  }

  it('lists every name of it', () => {
    const { unknown, pairs } = both()
    expect(unknown).toEqual([])
    expect(pairs.length).toBeGreaterThan(80)
  })

  it('gives each the same criteria in the same units, but for septic tanks as drinking water', () => {
    const { pairs } = both()
    const other = pairs.filter(({ id, activity, unit }) => {
      const own = activity!.criteria[id]
      return own === undefined || workUnit(own)!.base !== unit
    })
    // What mends the removal of wastewater brings no drinking water: the dictionary contradicts the criteria.
    expect(other.map(({ id, activity }) => `${id} ${activity!.name}`).sort()).toEqual([
      '3a Instalasi Pengolahan Air Limbah (IPAL) Setempat/Terpusat',
      '3a Septictank Komunal',
      '3b Instalasi Pengolahan Air Limbah (IPAL) Setempat/Terpusat',
      '3b Septictank Komunal',
    ])
  })

  it('counts roads for 1a and 7a in buildings alone: no metre of road clears every building of an RT', () => {
    const road = loadActivities().find('Jalan Beton')!
    expect(road.criteria).toEqual({ '2a': 'm', '2b': 'm', '1a': 'unit', '7a': 'unit' })
  })
})
