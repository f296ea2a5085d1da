import { join } from 'node:path'
import { referenceDate } from '../../../decree/reference-date.ts'
import type { StageContext } from '../../../stage.ts'
import {
  type Columns,
  parquetOrNone,
  type Row,
  sqlText,
  type Text,
  tableSchema,
  writeTable,
} from '../../../store/index.ts'
import { type Collaboration, collaborationOf } from './collaboration.ts'
import { type CollaborationZone, type Partner, placePartners } from './partners.ts'

const COLUMNS: Columns = {
  level: 'VARCHAR',
  zone_id: 'VARCHAR',
  kawasan: 'VARCHAR',
  partners: 'BIGINT',
  kinds: 'VARCHAR',
  partners_by_kind: 'VARCHAR',
  partners_of_unknown_kind: 'BIGINT',
  stage: 'VARCHAR',
  stage_number: 'BIGINT',
  stage_label_id: 'VARCHAR',
  stage_label_en: 'VARCHAR',
  stage_least: 'VARCHAR',
  stage_least_label_id: 'VARCHAR',
  stage_least_label_en: 'VARCHAR',
  partners_without_stage: 'BIGINT',
  agreements: 'BIGINT',
  agreements_in_force: 'BIGINT',
  agreements_without_end: 'BIGINT',
  agreements_reversed: 'BIGINT',
  agreement_first_date: 'VARCHAR',
  agreement_until: 'VARCHAR',
  reference_date: 'VARCHAR',
  institutions: 'VARCHAR',
}

/** Words of a list stand side by side in one text. */
const BETWEEN = '; '

/**
 * Writes `zone_collaboration`: one row per zone of the decree in force and, last, one of level `city` for the partners that
 * name no place; none at all where the city has no partners.
 */
export async function writeCollaboration(context: StageContext, decree: string | null): Promise<number> {
  const { store, city, directory, progress } = context
  const partners = await store.rows<Partner>(
    `SELECT stakeholder_id, zone_id, kawasan, institution, kind, stage, agreement_date, agreement_until
     FROM ${parquetOrNone(context.table('2-validate', 'stakeholders'), 'stakeholders')} ORDER BY stakeholder_id`,
  )
  const zones =
    decree === null || partners.length === 0
      ? []
      : await store.rows<CollaborationZone>(
          `SELECT zone_id, kawasan FROM ${parquetOrNone(context.table('2-validate', 'zones'), 'zones')}
           WHERE decree_number = ${sqlText(decree)} ORDER BY zone_id`,
        )
  const placed = placePartners(partners, zones)
  if (placed.unplaced.length > 0)
    progress.say(
      `${placed.unplaced.length} partners name a zone or kawasan that the decree in force does not have: ${placed.unplaced
        .map(({ stakeholder_id }) => stakeholder_id)
        .join(', ')}`,
    )
  const day = referenceDate(city)
  const { kinds, stages } = { kinds: column('kind').values!, stages: column('stage').values! }
  const row = (place: Row, of: readonly Partner[]): Row => ({
    ...place,
    ...collaborationRow(collaborationOf(of, { kinds, stages }, day), stages),
    reference_date: day,
  })
  const rows = [
    ...zones.map(({ zone_id, kawasan }) =>
      row({ level: 'zone', zone_id, kawasan }, placed.zones.get(zone_id)!),
    ),
    ...(placed.city.length === 0 ? [] : [row({ level: 'city', zone_id: null, kawasan: null }, placed.city)]),
  ]
  return writeTable(store, join(directory, 'zone_collaboration.parquet'), COLUMNS, rows)
}

function collaborationRow(of: Collaboration, stages: readonly string[]): Row {
  const known = [...of.byKind].filter(([kind]) => kind !== null)
  const [stage, least] = [stageLabel(of.stage), stageLabel(of.stage_least)]
  return {
    partners: of.partners,
    kinds: listed(known.map(([kind]) => kind!)),
    partners_by_kind: listed(known.map(([kind, count]) => `${kind} ${count}`)),
    partners_of_unknown_kind: of.byKind.get(null) ?? 0,
    stage: of.stage,
    stage_number: of.stage === null ? null : stages.indexOf(of.stage) + 1,
    stage_label_id: stage?.id ?? null,
    stage_label_en: stage?.en ?? null,
    stage_least: of.stage_least,
    stage_least_label_id: least?.id ?? null,
    stage_least_label_en: least?.en ?? null,
    partners_without_stage: of.partners_without_stage,
    ...of.agreements,
    institutions: listed(of.institutions),
  }
}

function listed(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(BETWEEN)
}

function stageLabel(stage: string | null): Text | null {
  return stage === null ? null : (column('stage').labels?.[stage] ?? null)
}

function column(name: string) {
  return tableSchema('stakeholders').columns.find((one) => one.name === name)!
}
