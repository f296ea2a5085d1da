import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../../../pipeline/freshness.ts'
import type { LayerProfile } from '../../../pipeline/layers/profiles.ts'
import { type ListedFile, RELEASE_FORMAT } from '../../../pipeline/release/manifest.ts'
import { lastCompared, recordAccepted, writeDrift } from '../../../pipeline/stages/7-publish/drift-file.ts'
import { type Measured, measureDrift, readRelease } from '../../../pipeline/stages/7-publish/drift-measure.ts'
import { type Columns, type Row, Store, writeTable } from '../../../pipeline/store/index.ts'
import { temporaryFolder } from '../../support/small-city.ts'
import { madeUpCity } from '../../support/stage-context.ts'

let store: Store
beforeAll(async () => {
  store = await Store.open({ threads: 2 })
})
afterAll(() => store.close())

interface MadeUpRelease {
  decree?: string | null
  zones?: Row[]
  rt?: Row[]
  works?: { columns: Columns; rows: Row[] }
  decrees?: string
  /** Accepted rows of the survey. */
  survey?: number
}

const COLUMNS: Record<string, Columns> = {
  zones: { zone_id: 'VARCHAR', area_ha_decree: 'DOUBLE', area_ha_utm: 'DOUBLE', score_class: 'VARCHAR' },
  rt: { rt_id: 'VARCHAR', score_class: 'VARCHAR' },
}

function profile(name: string, key: string[]): LayerProfile {
  return {
    name,
    title: { id: name, en: name },
    tables: [],
    geometry: 'polygon',
    zooms: [0, 1],
    key,
    attributes: [],
  }
}

const PROFILES = [
  profile('zones', ['zone_id']),
  profile('rt', ['rt_id']),
  profile('works', ['work_id', 'year']),
]

async function release(given: MadeUpRelease): Promise<string> {
  const directory = temporaryFolder()
  const files: ListedFile[] = []
  const add = (path: string, rows: number | null) => {
    const bytes = readFileSync(join(directory, path))
    files.push({ path, rows, bytes: bytes.length, sha256: sha256(bytes), media_type: 'text/csv' })
  }
  mkdirSync(join(directory, 'parquet'))
  mkdirSync(join(directory, 'tables'))
  const tables = {
    zones: given.zones && { columns: COLUMNS.zones!, rows: given.zones },
    rt: given.rt && { columns: COLUMNS.rt!, rows: given.rt },
    works: given.works,
  }
  for (const [name, table] of Object.entries(tables)) {
    if (!table) continue
    await writeTable(store, join(directory, `parquet/${name}.parquet`), table.columns, table.rows)
    add(`parquet/${name}.parquet`, table.rows.length)
  }
  if (given.decrees !== undefined) {
    writeFileSync(join(directory, 'tables/decrees.csv'), given.decrees)
    add('tables/decrees.csv', given.decrees.trim().split('\n').length - 1)
    // Neither is a table of the city's own: rows of another one once more, and words about columns.
    for (const path of ['tables/zones/decrees.csv', 'tables/data_dictionary.csv'])
      files.push({ ...files.at(-1)!, path })
  }
  const decree = given.decree === null ? null : { number: given.decree ?? '1/2014' }
  const sources =
    given.survey === undefined ? [] : [{ id: 'survei', table: 'households', rows_accepted: given.survey }]
  const manifest = { format: RELEASE_FORMAT, release: 'r', city: { decree }, files, layers: [], sources }
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest))
  return directory
}

async function measured(old: string, now: string): Promise<Measured> {
  return measureDrift(store, (await readRelease(old, 'old'))!, (await readRelease(now, 'new'))!, PROFILES)
}

const zone = (zone_id: string, ha: number | null, score_class: string | null = 'ringan'): Row => ({
  zone_id,
  area_ha_decree: ha,
  area_ha_utm: ha === null ? null : ha + 0.1,
  score_class,
})

describe('two releases', () => {
  it('are compared by ids, hectares and classes', async () => {
    const old = await release({
      zones: [zone('K1', 10), zone('K2', 20, null), zone('K3', 30, 'berat'), zone('K4', 40)],
      decrees: 'decree_number,area_ha_total_stated\r\n0/2010,7\r\n1/2014,"100.5"\r\n',
      survey: 5000,
    })
    const now = await release({
      zones: [zone('K5', 5), zone('K2', 20, 'sedang'), zone('K3', 30, null), zone('K1', 10)],
      decrees: 'decree_number,area_ha_total_stated\r\n1/2014,\r\n',
      survey: 50,
    })
    const { comparison, faults } = await measured(old, now)
    expect(comparison).toEqual({
      decree: { old: '1/2014', new: '1/2014' },
      areas: [
        { subject: 'zones.area_ha_decree', old: 100, new: 65 },
        { subject: 'zones.area_ha_utm', old: 100.4, new: 65.4 },
        { subject: 'decrees.area_ha_total_stated', old: 100.5, new: null },
      ],
      layers: [
        {
          layer: 'zones',
          features: { old: 4, new: 4 },
          ids: { gone: 1, come: 1, first_gone: ['K4'] },
          classes: {
            both: 3,
            changed: 2,
            first_changed: [
              { id: 'K2', from: null, to: 'sedang' },
              { id: 'K3', from: 'berat', to: null },
            ],
          },
        },
      ],
      rows: {
        tables: [{ subject: 'tables/decrees.csv', old: 2, new: 1 }],
        sources: [{ subject: 'survei', old: 5000, new: 50 }],
      },
    })
    expect(faults).toEqual([])
  })

  it('of the same files differ in nothing', async () => {
    const one = await release({ zones: [zone('K1', 10)], rt: [{ rt_id: 'R1', score_class: 'berat' }] })
    const { comparison } = await measured(one, one)
    expect(comparison.layers.map(({ ids, classes }) => [ids!.gone, ids!.come, classes!.changed])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
  })

  it('may each have layers and decrees that the other has not', async () => {
    const { comparison } = await measured(
      await release({
        decree: null,
        rt: [
          { rt_id: 'R2', score_class: null },
          { rt_id: 'R1', score_class: null },
        ],
      }),
      await release({ zones: [zone('K1', 1)] }),
    )
    expect(comparison.decree).toEqual({ old: null, new: '1/2014' })
    expect(comparison.layers).toEqual([
      {
        layer: 'zones',
        features: { old: null, new: 1 },
        ids: { gone: 0, come: 1, first_gone: [] },
        classes: null,
      },
      {
        layer: 'rt',
        features: { old: 2, new: null },
        ids: { gone: 2, come: 0, first_gone: ['R1', 'R2'] },
        classes: null,
      },
    ])
  })

  it('are compared by what both have where one has columns the other has not', async () => {
    const works = (columns: Columns, row: Row) => ({ works: { columns, rows: [row] } })
    const key = { work_id: 'VARCHAR', year: 'DOUBLE' } as const
    const { comparison, faults } = await measured(
      await release(works(key, { work_id: 'W', year: 2019 })),
      await release(
        works(
          { score_class: 'VARCHAR', year: 'DOUBLE', work_id: 'VARCHAR' },
          {
            ...{ work_id: 'W', year: 2019, score_class: 'KB' },
          },
        ),
      ),
    )
    expect(faults).toEqual([])
    expect(comparison.layers.find(({ layer }) => layer === 'works')).toMatchObject({
      ids: { gone: 0, come: 0 },
      classes: null,
    })
  })

  it('are compared by every column of a key, unknown ones too', async () => {
    const columns: Columns = { work_id: 'VARCHAR', year: 'DOUBLE' }
    const works = (...years: (number | null)[]) =>
      release({ works: { columns, rows: years.map((year) => ({ work_id: 'W', year })) } })
    const { comparison } = await measured(await works(2018, null), await works(2019, null))
    expect(comparison.layers[0]!.ids).toEqual({ gone: 1, come: 1, first_gone: ['W | 2018.0'] })
  })

  it('with another key cannot be compared by it, which is said', async () => {
    const { comparison, faults } = await measured(
      await release({ works: { columns: { code: 'VARCHAR' }, rows: [{ code: 'W' }] } }),
      await release({
        works: { columns: { work_id: 'VARCHAR', year: 'DOUBLE' }, rows: [{ work_id: 'W', year: 2019 }] },
      }),
    )
    expect(comparison.layers[0]).toEqual({
      layer: 'works',
      features: { old: 1, new: 1 },
      ids: null,
      classes: null,
    })
    expect(faults).toEqual([
      { subject: 'works', what: 'release old has not the key that tells its features apart' },
    ])
  })

  it('of which one is damaged cannot be compared whole, which is said with the place', async () => {
    const decrees = 'decree_number,area_ha_total_stated\n1/2014,30\n'
    const zones = [zone('K1', 10), zone('K2', 20)]
    const old = await release({ zones, decrees })
    const now = await release({ zones: [zone('K1', 10)], decrees: `${decrees}2/2014,1\n` })
    const path = join(old, 'parquet/zones.parquet')
    const bytes = readFileSync(path)
    bytes[9]! ^= 1
    writeFileSync(path, bytes)
    rmSync(join(old, 'tables/decrees.csv'))
    const { comparison, faults } = await measured(old, now)
    const lost = (subject: string, file: string) => ({
      subject,
      what: `public/releases/old/${file} is missing or damaged`,
    })
    expect(faults).toEqual([lost('zones', 'parquet/zones.parquet'), lost('decrees', 'tables/decrees.csv')])
    expect(comparison.layers[0]).toEqual({
      layer: 'zones',
      features: { old: 2, new: 1 },
      ids: null,
      classes: null,
    })
    expect(comparison.areas.map((area) => area.old)).toEqual([null, null, null])

    // What the new one holds byte by byte is known for all the damage.
    const same = await measured(old, await release({ zones, decrees }))
    expect(same.faults).toEqual([])
    expect(same.comparison.areas.map((area) => [area.old, area.new])).toEqual([
      [30, 30],
      [30.2, 30.2],
      [30, 30],
    ])
    expect(same.comparison.layers[0]!.ids).toMatchObject({ gone: 0, come: 0 })
  })

  it('are not compared by a layer that only shows another one once more', async () => {
    const labels = { ...profile('works', ['work_id']), derived_from: 'zones' }
    const works = { columns: { work_id: 'VARCHAR' } as Columns, rows: [{ work_id: 'W' }] }
    const [old, now] = [await release({ works, zones: [zone('K1', 1)] }), await release({})]
    rmSync(join(old, 'parquet/works.parquet'))
    const { comparison, faults } = await measureDrift(
      store,
      (await readRelease(old, 'old'))!,
      (await readRelease(now, 'new'))!,
      [PROFILES[0]!, labels],
    )
    expect(comparison.layers.map(({ layer }) => layer)).toEqual(['zones'])
    expect(faults).toEqual([])
  })

  it('cannot be compared without a manifest', async () => {
    const directory = temporaryFolder()
    expect(await readRelease(directory, 'x')).toBeNull()
    for (const text of ['{"files', '[]', '{"files": 3}', '{"files": [null]}']) {
      writeFileSync(join(directory, 'manifest.json'), text)
      expect(await readRelease(directory, 'x')).toBeNull()
    }
  })
})

describe('drift.json', () => {
  it('holds every id, in order, and its release where the freshness check looks', async () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `K${String(i).padStart(4, '0')}`)
    const now = [...ids.slice(0, 5).map((id) => zone(id, 1, 'berat')), zone('N"1', 1)]
    const old = await release({ zones: ids.map((id) => zone(id, 1)).reverse() })
    const { comparison, lists } = await measured(old, await release({ zones: now }))
    const output = temporaryFolder()
    expect(lastCompared(output)).toBeNull()
    const report = {
      verdict: 'refused' as const,
      release: 'aaaa',
      previous: 'bbbb',
      notes: [],
      limits: madeUpCity().drift,
      gates: [],
      comparison,
      lists,
    }
    await writeDrift(output, report, store)
    expect(lastCompared(output)).toBe('aaaa')
    const bytes = readFileSync(join(output, 'drift.json'), 'utf8')
    const drift = JSON.parse(bytes)
    expect(drift).toMatchObject({
      verdict: 'refused',
      previous: 'bbbb',
      decree: { old: '1/2014', new: '1/2014' },
    })
    expect(drift.layers[0].gone).toEqual(ids.slice(5))
    expect(drift.layers[0].come).toEqual(['N"1'])
    expect(drift.layers[0].class_changes).toEqual(
      ids.slice(0, 5).map((id) => ({ id, from: 'ringan', to: 'berat' })),
    )
    await writeDrift(output, report, store)
    expect(readFileSync(join(output, 'drift.json'), 'utf8')).toBe(bytes)
  })
})

describe('the record of what was accepted', () => {
  it('grows by a line, also after one that was cut short', () => {
    const output = temporaryFolder()
    const path = join(output, 'accepted-drift.jsonl')
    const accepted = { release: 'b', previous: 'a', reason: 'the RT were merged\nin 2024', gates: [] }
    recordAccepted(output, accepted)
    const line = '{"release":"b","previous":"a","reason":"the RT were merged\\nin 2024","gates":[]}\n'
    expect(readFileSync(path, 'utf8')).toBe(line)
    const later = { ...accepted, reason: 'and the RW in 2025' }
    recordAccepted(output, later)
    const longer = `${line}${JSON.stringify(later)}\n`
    expect(readFileSync(path, 'utf8')).toBe(longer)
    // A run that was killed before it could publish has said it already.
    recordAccepted(output, later)
    expect(readFileSync(path, 'utf8')).toBe(longer)
    writeFileSync(path, '{"rel')
    recordAccepted(output, accepted)
    expect(readFileSync(path, 'utf8')).toBe(`{"rel\n${line}`)
  })
})
