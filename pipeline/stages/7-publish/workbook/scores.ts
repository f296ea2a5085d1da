import type { Row } from '../../../store/index.ts'
import { decoded } from './codes.ts'
import { grouped, groupKey, labelOf, publishedRows, type WorkbookInput, zoneNames } from './published-rows.ts'
import { columnsOf, plainRows, type Sheet, type SheetColumn, textColumn } from './sheet.ts'

const KEY = ['id', 'vintage', 'methodology'] as const
const OF_ZONES = `level = 'zone'`

/** Which zone a row tells of, and from which year by which criteria. */
function zoneColumns(): SheetColumn[] {
  return [
    ...columnsOf('zone_areas', 'zone_id', ['name', 26], 'kawasan', 'kelurahan'),
    ...columnsOf('score_totals', ['vintage', 8], 'methodology'),
  ]
}

/** Per zone and year: score, class, priority and treatment. */
export async function scoreSheet(input: WorkbookInput): Promise<Sheet> {
  const names = await zoneNames(input)
  const ratings = new Map(
    (await publishedRows(input, 'zone_ratings')).map((row) => [
      groupKey({ ...row, id: row.zone_id! }, ...KEY),
      row,
    ]),
  )
  const codes = [
    'score_class',
    'score_source',
    'treatment',
    'authority',
    'land_legality',
    'other_considerations',
  ]
  const rows = (await publishedRows(input, 'score_totals', OF_ZONES)).map((total): Row => {
    const row: Row = { ...zoneOf(total, names), ...ratings.get(groupKey(total, ...KEY)), ...total }
    for (const code of codes) row[code] = decoded(code, row[code] ?? null, input.legend)
    return row
  })
  return {
    name: 'Nilai · Scores',
    title: { id: 'Nilai, tingkat kekumuhan dan prioritas', en: 'Scores, slum class and priority' },
    columns: [
      ...zoneColumns(),
      ...columnsOf(
        'score_totals',
        'score_total',
        'score_min',
        'score_max',
        ['score_class', 28],
        'completeness_pct',
      ),
      ...columnsOf('score_totals', 'score_source'),
      ...columnsOf('zone_ratings', 'priority', ['class_code', 13], ['treatment', 48], ['authority', 46]),
      ...columnsOf('zone_ratings', ['land_legality', 26], 'other_considerations'),
      ...columnsOf('score_totals', 'area_ha_verified', 'rt_count', 'buildings', 'population', 'families'),
    ],
    rows: plainRows(rows),
    frozen: 2,
    whole: 'tables/score_totals.csv',
  }
}

/** Per zone and year: the mean percent of each aspect and the score of each criterion, side by side. */
export async function aspectSheet(input: WorkbookInput): Promise<Sheet> {
  const names = await zoneNames(input)
  const aspects = await publishedRows(input, 'aspect_scores', OF_ZONES)
  const criteria = await publishedRows(input, 'criterion_scores', OF_ZONES)
  const aspectsOf = grouped(aspects, ...KEY)
  const criteriaOf = grouped(criteria, ...KEY)
  const rows = (await publishedRows(input, 'score_totals', OF_ZONES)).map((total): Row => {
    const row: Row = { ...zoneOf(total, names), ...total }
    const key = groupKey(total, ...KEY)
    for (const { aspect, percent_mean } of aspectsOf.get(key) ?? [])
      row[`aspect ${aspect}`] = percent_mean ?? null
    for (const { criterion, score } of criteriaOf.get(key) ?? []) row[`score ${criterion}`] = score ?? null
    return row
  })
  return {
    name: 'Aspek · Aspects',
    title: {
      id: 'Persen tiap aspek dan nilai tiap kriteria',
      en: 'Percent of each aspect and score of each criterion',
    },
    columns: [
      ...zoneColumns(),
      ...columnsOf('score_totals', 'score_total'),
      ...partColumns(aspects, 'aspect', 'aspect', 'pct', { id: '%', en: '%' }),
      ...partColumns(criteria, 'criterion', 'score', 'count', { id: 'nilai', en: 'score' }),
    ],
    rows: plainRows(rows),
    frozen: 2,
    whole: 'tables/criterion_scores.csv',
  }
}

/** Per zone, year and criterion: what was counted, against what, in percent, and the score it gives. */
export async function criterionSheet(input: WorkbookInput): Promise<Sheet> {
  const names = await zoneNames(input)
  const criteria = await publishedRows(input, 'criterion_scores', OF_ZONES)
  return {
    name: 'Kriteria · Criteria',
    title: {
      id: 'Volume, persen dan nilai tiap kriteria',
      en: 'Volume, percent and score of each criterion',
    },
    columns: [
      ...zoneColumns(),
      textColumn('criterion', 'Kode kriteria', 'Criterion code', 9),
      ...columnsOf('criterion_scores', ['label_id', 60], ['label_en', 44], 'volume', ['unit', 9]),
      ...columnsOf('criterion_scores', 'denominator', 'denominator_rule', 'percent'),
      ...columnsOf('criterion_scores', 'score', 'score_min', 'score_max', 'flag'),
    ],
    rows: plainRows(criteria.map((row): Row => ({ ...zoneOf(row, names), ...row }))),
    frozen: 2,
    whole: 'tables/criterion_scores.csv',
  }
}

/** Code and names of the zone that a row tells of. */
function zoneOf({ id = null }: Row, names: Map<string, Row>): Row {
  return { ...names.get(String(id)), zone_id: id }
}

/** A column for each aspect or criterion that any zone has, in the order of its code. */
function partColumns(
  rows: readonly Row[],
  part: string,
  prefix: string,
  format: 'pct' | 'count',
  what: { id: string; en: string },
): SheetColumn[] {
  const codes = [...grouped(rows, part).values()].map((group) => group[0]!)
  codes.sort((a, b) => (String(a[part]) < String(b[part]) ? -1 : 1))
  return codes.map((row) => {
    const label = labelOf(row, 'label_id', 'label_en') ?? { id: '', en: '' }
    const title = (language: 'id' | 'en') => `${row[part]} ${label[language]} (${what[language]})`
    return {
      ...{ key: `${prefix} ${row[part]}`, title: { id: title('id'), en: title('en') } },
      ...{ format, width: 9, isUpright: true },
    }
  })
}
