import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { loadCity } from '../../../../pipeline/city.ts'
import {
  type DescribedColumn,
  describedColumns,
  describedNames,
  describedTable,
  describedTableNames,
  descriptionOf,
  sharedColumns,
} from '../../../../pipeline/layers/described-tables.ts'
import { layerProfiles } from '../../../../pipeline/layers/profiles.ts'
import type { StageContext } from '../../../../pipeline/stage.ts'
import {
  dictionaryRows,
  layerColumns,
} from '../../../../pipeline/stages/7-publish/catalogue/data-dictionary.ts'
import { PUBLISHED_TABLES, tableQuery } from '../../../../pipeline/stages/7-publish/tables.ts'
import { parquet, tableSchemas } from '../../../../pipeline/store/index.ts'
import { DEMO_CITY, demoCity } from '../../../support/demo-city.ts'
import { sharedStore } from '../../../support/shared-store.ts'

const TYPES: Record<string, string> = {
  VARCHAR: 'string',
  DOUBLE: 'number',
  BIGINT: 'integer',
  INTEGER: 'integer',
  BOOLEAN: 'boolean',
  "GEOMETRY('OGC:CRS84')": 'geometry',
}

async function columnTypes(query: string): Promise<[name: string, type: string][]> {
  const store = await sharedStore()
  const columns = await store.rows<{ column_name: string; column_type: string }>(`DESCRIBE ${query}`)
  return columns.map(({ column_name, column_type }) => [
    column_name,
    column_type.startsWith('STRUCT') ? 'bbox' : TYPES[column_type]!,
  ])
}

/** Columns of every layer and table that a release can hold. */
function everyColumn(): DescribedColumn[] {
  return [
    ...sharedColumns(),
    ...layerProfiles().flatMap(layerColumns),
    ...[...tableSchemas().keys(), ...describedTableNames()].flatMap((name) => [
      ...describedTable(name).columns.values(),
    ]),
  ]
}

/** A description that has no word its title lacks says nothing. */
function saysMore(title: string, description: string): boolean {
  const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu))
  const known = words(title)
  return [...words(description)].some((word) => !known.has(word))
}

describe('what the published tables hold', () => {
  it('is described for every table that can be published, and for none besides', () => {
    const others = PUBLISHED_TABLES.map(({ name }) => name).filter((name) => !tableSchemas().has(name))
    expect(describedTableNames().sort()).toEqual([...others, 'data_dictionary'].sort())
    for (const { name } of PUBLISHED_TABLES) expect(describedTable(name).title.id).not.toBe('')
  })

  it('is column by column what the stages write, with its type', async () => {
    const { output } = await demoCity()
    const table = (stage: string, name: string): string | null => {
      const path = join(output, 'stages', stage, `${name}.parquet`)
      return existsSync(path) ? path : null
    }
    const context = { table, city: loadCity(DEMO_CITY) } as unknown as StageContext
    for (const published of PUBLISHED_TABLES) {
      const query = tableQuery(context, published)
      if (query === null) continue
      const { columns } = describedTable(published.name)
      const written = await columnTypes(query)
      const described = describedColumns(
        published.name,
        written.map(([name]) => name),
      )
      expect([published.name, described.map(({ name, type }) => [name, type])]).toEqual([
        published.name,
        written,
      ])
      const besides = [...columns.keys()].filter((name) => !written.some(([other]) => other === name))
      expect([published.name, besides]).toEqual([published.name, ['note']])
    }
  })

  it('has a title and a description in both languages, and a unit that is one', () => {
    const columns = everyColumn()
    expect(columns.length).toBeGreaterThan(900)
    for (const { name, type, unit, title, description } of columns) {
      for (const text of [title, description]) {
        expect([name, Object.keys(text)]).toEqual([name, ['id', 'en']])
        expect([name, text.id.trim() !== '', text.en.trim() !== '']).toEqual([name, true, true])
      }
      expect([name, saysMore(title.id, description.id), saysMore(title.en, description.en)]).toEqual([
        ...[name, true, true],
      ])
      expect([name, ['string', 'number', 'integer', 'boolean', 'geometry', 'bbox']]).toEqual([
        name,
        expect.arrayContaining([type]),
      ])
      expect([name, unit === null || type !== 'string']).toEqual([name, true])
      for (const [suffix, expected] of [
        ['_ha', 'ha'],
        ['_pct', '%'],
        ['_m2', 'm2'],
      ] as const)
        if (name.endsWith(suffix) && !name.endsWith('_per_ha') && name !== 'standard_error_pct')
          expect([name, unit]).toEqual([name, expected])
    }
  })

  it('has no description that no column uses', () => {
    const used = new Set(everyColumn().map(({ name }) => name))
    expect(describedNames().filter((name) => !used.has(name))).toEqual([])
    expect(describedNames().filter((name) => sharedColumns().some((column) => column.name === name))).toEqual(
      [],
    )
  })

  it('does not leave where nothing describes it', () => {
    expect(() => descriptionOf('owner_name')).toThrow('owner_name')
    expect(() => descriptionOf('toString', null)).toThrow(RangeError)
    expect(descriptionOf('owner_name', { id: 'Pemilik', en: 'Owner' })).toEqual({
      id: 'Pemilik',
      en: 'Owner',
    })
    expect(() => describedColumns('zone_areas', ['zone_id', 'owner_name'])).toThrow('owner_name')
    expect(() => describedTable('households_raw')).toThrow('households_raw')
    expect(() => describedTable('toString')).toThrow(RangeError)
    expect(() => describedColumns('zone_areas', ['constructor'])).toThrow(RangeError)
  })

  it('leaves no column of a canonical table that is not public', () => {
    for (const schema of tableSchemas().values()) {
      const hidden = schema.columns.filter(({ privacy }) => privacy !== 'public')
      for (const { name } of hidden) expect(describedTable(schema.name).columns.has(name)).toBe(false)
    }
  })

  it('means the same in the layers, unit for unit', () => {
    const shared = new Map(sharedColumns().map((column) => [column.name, column]))
    for (const layer of layerProfiles()) {
      for (const { name, unit } of layer.attributes) {
        const column = shared.get(name)
        if (column) expect([layer.name, name, unit ?? null]).toEqual([layer.name, name, column.unit])
      }
    }
  })
})

describe('the data dictionary of a release', () => {
  it('has a row for every column of every layer and table, in the order of the files, itself included', async () => {
    const city = await demoCity()
    const rows = parse(readFileSync(city.released('tables/data_dictionary.csv'), 'utf8'), {
      columns: true,
      bom: true,
    }) as Record<string, string>[]
    const listed = (kind: string, name: string) =>
      rows.filter((row) => row.kind === kind && row.name === name).map((row) => row.column)
    const folder = city.released('tables')
    const tables = readdirSync(folder).filter((file) => file.endsWith('.csv'))
    expect(tables.length).toBeGreaterThan(20)
    for (const file of tables) {
      const [header] = parse(readFileSync(join(folder, file), 'utf8'), { toLine: 1, bom: true }) as string[][]
      expect([file, listed('table', file.slice(0, -4))]).toEqual([file, header])
    }
    for (const file of readdirSync(city.released('parquet'))) {
      const columns = await columnTypes(`SELECT * FROM ${parquet(city.released(`parquet/${file}`))}`)
      expect([file, listed('layer', file.replace('.parquet', ''))]).toEqual([
        file,
        columns.map(([name]) => name),
      ])
    }
    expect(rows.filter((row) => row.description_id === '' || row.description_en === '')).toEqual([])
    expect(rows).toContainEqual(
      expect.objectContaining({
        ...{ kind: 'layer', name: 'zones', column: 'area_ha_utm', type: 'number', unit: 'ha' },
        ...{ title_id: 'Luas terukur (bidang UTM)', title_en: 'Measured area (UTM plane)' },
        description_en: 'Planar, in the UTM zone of the city',
      }),
    )
  })

  it('is refused for a column that is described nowhere', () => {
    const [zones] = layerProfiles()
    expect(dictionaryRows([zones!], []).length).toBe(layerColumns(zones!).length + 9)
    expect(() => dictionaryRows([], [{ name: 'decrees', columns: ['decree_number', 'nik'] }])).toThrow('nik')
  })
})
