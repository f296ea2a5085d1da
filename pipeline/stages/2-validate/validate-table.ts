import { join } from 'node:path'
import type { Geometry } from 'geojson'
import type { StageContext } from '../../stage.ts'
import { columnsOf, parquet, type Row, type TableSchema, TableWriter } from '../../store/index.ts'
import { checkRow, keyOf, type RowFinding } from './contract.ts'
import type { Findings } from './findings.ts'
import { judgeGeometry } from './geometry.ts'
import type { Judge } from './judge.ts'
import type { Quarantine } from './quarantine.ts'
import type { Finding } from './report/types.ts'
import { place } from './rules/admin.ts'
import type { World } from './world.ts'

export interface IngestFinding {
  code: string
  table_name: string
  source_id: string
  source_row: number | null
  table_row: number | null
  field: string | null
  got: string | null
  message_id: string
  message_en: string
}

export interface Counts {
  accepted: number
  quarantined: number
}

export interface TableJob {
  schema: TableSchema
  path: string
  ingestFindings: readonly IngestFinding[]
  judges: readonly Judge[]
  /** Told of every accepted row. */
  accept?: (row: Row, geometry: Geometry | null) => void
}

/** Judges one table row by row: what breaks a promise is set aside, the rest is written. Counts are per source. */
export async function validateTable(
  job: TableJob,
  context: StageContext,
  world: World,
  findings: Findings,
  quarantine: Quarantine,
): Promise<Map<string, Counts>> {
  const { schema } = job
  const repair = new Set(context.city.sources.filter((s) => s.repair).map((s) => s.id))
  const paths = new Map(context.city.sources.map((s) => [s.id, s.path]))
  const byRow = new Map<number, IngestFinding[]>()
  for (const finding of job.ingestFindings) {
    const group = byRow.get(finding.table_row!)
    if (group) group.push(finding)
    else byRow.set(finding.table_row!, [finding])
  }
  const writer = await TableWriter.create(context.store, `accepted_${schema.name}`, columnsOf(schema))
  const counts = new Map<string, Counts>()
  const keys = new Set<string>()
  const task = context.progress.task(`judge ${schema.name}`)
  let number = 0
  for await (const batch of context.store.batches(selectRows(schema, job.path))) {
    for (const row of batch) {
      const met = byRow.get(number) ?? []
      const judged = judgeRow(job, row, met, keys, repair.has(String(row.source_id)), world, findings)
      const count = counts.get(String(row.source_id)) ?? { accepted: 0, quarantined: 0 }
      counts.set(String(row.source_id), count)
      if (judged.rejected.length > 0) {
        count.quarantined++
        quarantine.add(schema, paths.get(String(row.source_id)) ?? '', row, judged.geometry, judged.rejected)
      } else {
        count.accepted++
        writer.append({ ...row, geometry: judged.wkb })
        job.accept?.(row, judged.geometry)
      }
      number++
    }
    task.advance(batch.length)
  }
  task.end()
  await writer.finish(join(context.directory, `${schema.name}.parquet`))
  return counts
}

function selectRows(schema: TableSchema, path: string): string {
  const geometry = schema.geometry === null ? '' : 'REPLACE (ST_AsWKB(geometry) AS geometry)'
  return `SELECT * ${geometry} FROM ${parquet(path)}`
}

interface JudgedRow {
  geometry: Geometry | null
  wkb: Uint8Array | null
  /** The findings that set the row aside; empty when it is accepted. */
  rejected: Finding[]
}

function judgeRow(
  job: TableJob,
  row: Row,
  met: IngestFinding[],
  keys: Set<string>,
  repair: boolean,
  world: World,
  findings: Findings,
): JudgedRow {
  const { schema } = job
  const key = keyOf(schema, row)
  const rejected: Finding[] = []
  const at = {
    table: schema.name,
    source_id: String(row.source_id),
    source_row: row.source_row as number,
    key,
  }
  let where: { lon: number | null; lat: number | null } = { lon: null, lat: null }
  const report = (finding: RowFinding): void => {
    const severity = findings.add({ ...at, ...where, ...finding })
    if (severity === 'quarantine' || severity === 'fail') rejected.push(findings.list.at(-1)!)
  }
  for (const finding of met) {
    report({
      code: finding.code,
      field: finding.field,
      got: finding.got,
      message: { id: finding.message_id, en: finding.message_en },
    })
  }
  // A cell that is only warned about leaves its column empty, which a required column must not be.
  const named = new Set(rejected.map((finding) => finding.field).filter((field) => field !== null))
  const judged = judgeGeometry(schema, row, named, repair, world)
  if (judged.geometry) where = place(judged.geometry)
  judged.findings.forEach(report)
  checkRow(schema, row, named).forEach(report)
  if (key !== null && rejected.length === 0 && keys.has(key)) report(duplicate(schema, key))
  // Rules of the domain speak only of rows that keep the table's promises.
  for (const judge of job.judges) {
    if (rejected.length > 0) break
    judge({ row, geometry: judged.geometry, world, report, catalogue: findings.catalogue })
  }
  // A row that is set aside does not stand in the way of a later one with its key.
  if (key !== null && rejected.length === 0) keys.add(key)
  return { geometry: judged.geometry, wkb: judged.wkb, rejected }
}

function duplicate(schema: TableSchema, key: string): RowFinding {
  return {
    code: 'KEY_DUP',
    field: schema.key.join(', '),
    got: key,
    message: { id: 'Kunci ini sudah dipakai rekaman sebelumnya.', en: 'An earlier record has the same key.' },
  }
}
