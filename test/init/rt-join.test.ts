import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { init, squares } from './workspace.ts'

/** Zones of one RT each, by kelurahan and RT/RW. */
const zones = (...records: [kelurahan: string, rt_rw: string][]) =>
  squares(
    records.map(([KELURAHAN, RT_RW], i) => ({
      properties: { ID_ZONA: `Z${i}`, KELURAHAN, RT_RW, LUAS_KUMUH: 1.2 },
      at: [104.44 + i / 100, 0.92] as const,
    })),
  )

const ZONES = zones(
  ['Kali Baros', 'RT001-RW002'],
  ['Kali Baros', 'RT002-RW002'],
  ['Tirto', 'RT001-RW002'],
  ['Tirto', 'RT003-RW001'],
  ['Tirto', 'RT003-RW001'],
)
const HEADER = 'id,rtrw,kawasan,luasVerifikasi,jumlahBangunan,jumlahPenduduk,jumlahKK'
const profiles = (...rows: string[]) => `${HEADER}\n${rows.map((row) => `${row},0.8,35,141,50`).join('\n')}\n`
const LIST = `id,kawasan,wilayah,rt-rw,luasVerifikasi,jumlahBangunan,jumlahPenduduk,jumlahKK,panjangJalanIdeal
1,Kalibaros,Utara,5,2.1,30,90,20,400
2,Tirto,Utara,5,2.2,30,91,21,410
3,Medono,Utara,6,2.3,31,92,22,420
`
const NUMBERED = profiles('11,RT001-RW002,1', '12,RT001-RW002,2', '13,RT003-RW001,2', '14,RT001-RW001,3')
const FILES = { 'delineasi_kumuh.geojson': ZONES, 'kawasan.csv': LIST, 'profil_rt.csv': NUMBERED }

describe('RT profiles that number their kawasan', () => {
  it('are offered the kelurahan that a list tells, which becomes one when the # is taken away', async () => {
    const { workspace, text, used } = await init(FILES, { years: [2021] })
    const draft = used.find(({ table }) => table === 'rt_profiles')!
    // The RT that two zones have is not counted, nor the one of a kelurahan without zones.
    expect(draft.kelurahan).toMatchObject({
      ...{ column: 'kawasan', list: { source: 'kawasan', column: 'id' } },
      ...{ values: { 1: 'Kalibaros', 2: 'Tirto', 3: 'Medono' } },
      ...{ named: 2, names: 3, unmatched: ['Medono'], joined: 2, rts: 4 },
    })
    expect(text).toContain('2 of 4 RT are joined')
    const before = loadCity(workspace).sources.find(({ table }) => table === 'rt_profiles')!
    expect([before.columns.kelurahan, before.values]).toEqual([undefined, undefined])
    const confirmed = text.replaceAll(/^( +)# (?=kelurahan: |values:$| +kelurahan: )/gm, '$1')
    writeFileSync(join(workspace, 'city.yaml'), confirmed)
    const after = loadCity(workspace).sources.find(({ table }) => table === 'rt_profiles')!
    expect(after.columns.kelurahan).toBe('kawasan')
    expect(after.values).toEqual({ kelurahan: { 1: 'Kalibaros', 2: 'Tirto', 3: 'Medono' } })
  })

  it.each([
    [
      'a number is not in the list',
      { ...FILES, 'profil_rt.csv': `${NUMBERED}15,RT001-RW002,9,0.8,35,141,50\n` },
    ],
    ['the list has a number twice', { ...FILES, 'kawasan.csv': LIST.replace('\n3,', '\n2,') }],
    ['there is no list', { 'delineasi_kumuh.geojson': ZONES, 'profil_rt.csv': NUMBERED }],
    [
      'no zone is of their kelurahan',
      { ...FILES, 'delineasi_kumuh.geojson': zones(['Lain', 'RT001-RW002']) },
    ],
  ])('are offered none where %s', async (_, files) => {
    const { used } = await init(files, { years: [2021] })
    expect(used.map(({ table }) => table)).toContain('rt_profiles')
    expect(used.flatMap(({ kelurahan }) => kelurahan ?? [])).toEqual([])
  })
})

it('RT profiles whose kawasan are kelurahan by name are offered them as they are', async () => {
  const named = profiles('11,RT001-RW002,KALIBAROS', '12,RT001-RW002,Tirto')
  const { used, text } = await init(
    { 'delineasi_kumuh.geojson': ZONES, 'profil_rt.csv': named },
    { years: [2021], lang: 'id' },
  )
  const [offered] = used.flatMap(({ kelurahan }) => kelurahan ?? [])
  expect(offered).toMatchObject({ values: null, list: null, joined: 2, rts: 2 })
  expect(text).toMatch(/# PERIKSA: 2 dari 2 nama pada kawasan .*\n {6}# kelurahan: kawasan\n/)
})

it('RT profiles that name their kelurahan have it mapped, and nothing is offered', async () => {
  const named = profiles('11,RT001-RW002,x').replace('kawasan', 'kelurahan')
  const { used } = await init({ 'delineasi_kumuh.geojson': ZONES, 'profil_rt.csv': named }, { years: [2021] })
  const draft = used.find(({ table }) => table === 'rt_profiles')!
  expect([draft.source.columns.kelurahan, draft.kelurahan]).toEqual(['kelurahan', null])
})

it.each([
  ['by a number, as profiles have it', ['11', '12'], 'rt_id'],
  ['by its RT/RW', ['RT001-RW002', 'RT002-RW002'], 'rt_rw'],
])('works that name an RT %s keep it', async (_, [first, second], column) => {
  const works = `id,kegiatan,volume,idRTRW,tahun\n1,Jalan Beton,20,${first},2021\n2,Jamban,3,${second},2021\n`
  const { used } = await init({ 'kegiatan.csv': works, 'delineasi_kumuh.geojson': ZONES }, { years: [2021] })
  const draft = used.find(({ table }) => table === 'interventions')!
  const { rt_id, rt_rw } = draft.source.columns
  expect({ rt_id, rt_rw }).toEqual({ rt_id: undefined, rt_rw: undefined, [column]: 'idRTRW' })
})
