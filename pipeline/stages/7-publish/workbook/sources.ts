import type { Row, Value } from '../../../store/index.ts'
import { isLicenceStated, NO_LICENCE } from '../../../values/licence-text.ts'
import { kelurahanNames, publishedRows, type WorkbookInput, zoneNames } from './published-rows.ts'
import { columnsOf, plainRows, type Sheet } from './sheet.ts'

/** The works as the sources list them, each with the zone it counts in: lists name an RT, or no place at all. */
export async function worksSheet(input: WorkbookInput): Promise<Sheet> {
  const zones = await zoneNames(input)
  const counted = await countingZones(input)
  const kelurahan = await kelurahanNames(input)
  const rows = (await publishedRows(input, 'interventions')).map((row): Row => {
    const zone_id = counted.get(String(row.intervention_id)) ?? null
    const zone = zones.get(String(zone_id))
    return {
      ...row,
      zone_id,
      name: zone?.name ?? null,
      kawasan: row.kawasan ?? zone?.kawasan ?? null,
      kelurahan: kelurahan.get(String(row.kelurahan_code)) ?? zone?.kelurahan ?? null,
    }
  })
  return {
    name: 'Kegiatan · Works',
    title: { id: 'Kegiatan penanganan', en: 'Works' },
    columns: [
      ...columnsOf('interventions', 'intervention_id', ['activity', 44]),
      ...columnsOf('works', 'zone_id'),
      ...columnsOf('zone_areas', ['name', 26], 'kawasan', 'kelurahan'),
      ...columnsOf(
        'interventions',
        'kelurahan_code',
        'rt_id',
        'rt_rw',
        'criterion',
        'volume',
        'unit',
        'cost_idr',
      ),
      ...columnsOf('interventions', 'fund_source', 'year', 'source_id', 'source_row'),
    ],
    rows: plainRows(rows),
    frozen: 2,
    whole: 'tables/interventions.csv',
  }
}

/** The zone that the costs of each row of `interventions` count in, as `tables/works.csv` has it; null where they do in none. */
async function countingZones(input: WorkbookInput): Promise<Map<string, Value>> {
  const works = await publishedRows(input, 'works')
  return new Map(
    works.flatMap(({ interventions, zone_id = null }) =>
      (JSON.parse(String(interventions)) as string[]).map((id): [string, Value] => [id, zone_id]),
    ),
  )
}

/** The files that the city gave, and what became of their records. */
export async function sourceSheet(input: WorkbookInput): Promise<Sheet> {
  return {
    name: 'Sumber · Sources',
    title: { id: 'Sumber data', en: 'Sources' },
    columns: [
      ...columnsOf(
        'sources',
        'source_id',
        ['title_id', 48],
        ['title_en', 48],
        'table_name',
        'licence',
        'retrieved',
      ),
      ...columnsOf('sources', 'rows_read', 'rows_accepted', 'rows_quarantined', 'rows_filtered', [
        'sha256',
        68,
      ]),
    ],
    rows: plainRows((await publishedRows(input, 'sources')).map(withLicence)),
    frozen: 1,
    whole: 'tables/sources.csv',
  }
}

function withLicence(row: Row): Row {
  return isLicenceStated(String(row.licence))
    ? row
    : { ...row, licence: `${NO_LICENCE.id} / ${NO_LICENCE.en}` }
}

/** What the columns of all published layers and tables are. */
export function dictionarySheet({ dictionary }: WorkbookInput): Sheet {
  return {
    name: 'Kamus · Dictionary',
    title: { id: 'Kamus data', en: 'Data dictionary' },
    columns: [
      ...columnsOf('data_dictionary', ['kind', 9], 'name', ['column', 36], ['type', 10], ['unit', 12]),
      ...columnsOf('data_dictionary', ['title_id', 48], ['title_en', 48]),
      ...columnsOf('data_dictionary', ['description_id', 60], ['description_en', 60]),
    ],
    rows: plainRows(dictionary),
    frozen: 3,
    whole: 'tables/data_dictionary.csv',
  }
}
