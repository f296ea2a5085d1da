import { join } from 'node:path'
import type { Geometry } from 'geojson'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import {
  type Columns,
  columnsOf,
  parquet,
  type Row,
  type TableSchema,
  TableWriter,
} from '../../store/index.ts'
import type { Amendments, SourceRecordOf } from './amendments.ts'
import { checkRow, keyIdentity, keyOf, type RowFinding } from './contract.ts'
import type { SourceCounts } from './counts.ts'
import type { Findings } from './findings.ts'
import { judgeGeometry } from './geometry.ts'
import { type IngestFinding, RowFindings } from './ingest-findings.ts'
import type { Judge } from './judge.ts'
import type { Finding } from './report/types.ts'
import { place } from './rules/admin.ts'
import { isOtherGround } from './rules/other-ground.ts'
import type { World } from './world.ts'

/** Takes the rows that are set aside, with the values they were read with. */
export interface Aside {
  add(
    schema: TableSchema,
    row: Row,
    geometry: Geometry | null,
    findings: readonly Finding[],
    corrections: readonly string[],
  ): void
}

/** A row as reviewed corrections leave it. */
export interface CorrectedRow {
  row: Row
  /** Ids of the corrections that touched it. */
  applied: readonly string[]
  dropped: boolean
  /** Columns that were overridden: what ingest said of their cells no longer holds. */
  overridden: ReadonlySet<string>
}

/** What the judging of every table shares. */
export interface Bench {
  context: StageContext
  world: World
  findings: Findings
  quarantine: Aside
  counts: SourceCounts
  amendments: Amendments
  /** Sources that are passed over, as if the city did not have them. */
  leftOut: ReadonlySet<string>
  /** By table, the 0-based places of the ingested rows that are not among the accepted ones. */
  gone: Map<string, Set<number>>
  /** Path of the ingest table `ingest_findings`. */
  ingestFindings: string
}

export interface TableJob {
  schema: TableSchema
  path: string
  judges: readonly Judge[]
  /** `standsFor` names the records whose place the row takes. */
  correct: (row: Row, standsFor: readonly SourceRecordOf[]) => CorrectedRow
  /** Told of every row, with its geometry where that is fit for use, and whether it was accepted. */
  remember: (row: Row, geometry: Geometry | null, isAccepted: boolean) => void
}

/** The stored columns of an accepted table: the canonical ones, and the ids of the corrections a row carries. */
export function acceptedColumns(schema: TableSchema): Columns {
  const { geometry, ...columns } = columnsOf(schema)
  return { ...columns, corrections: 'VARCHAR', ...(geometry ? { geometry } : {}) }
}

/** A query of every row, geometry as WKB. */
export function selectRows(schema: TableSchema, path: string): string {
  const geometry = schema.geometry === null ? '' : 'REPLACE (ST_AsWKB(geometry) AS geometry)'
  return `SELECT * ${geometry} FROM ${parquet(path)}`
}

/** Judges one table row by row: what breaks a promise is set aside, the rest is written. Counts are per source. */
export async function validateTable(job: TableJob, bench: Bench): Promise<void> {
  const { schema } = job
  const { context, counts } = bench
  const met = await RowFindings.open(context.store, bench.ingestFindings, schema.name)
  const writer = await TableWriter.create(context.store, `accepted_${schema.name}`, acceptedColumns(schema))
  const judgement = new RowJudgement(job, bench)
  const task = context.progress.task(`judge ${schema.name}`)
  const gone = new Set<number>()
  bench.gone.set(schema.name, gone)
  let number = 0
  for await (const batch of context.store.batches(selectRows(schema, job.path))) {
    for (const read of batch) {
      await met.reach(number)
      const at = number++
      if (bench.leftOut.has(String(read.source_id))) {
        gone.add(at)
        continue
      }
      const count = counts.of(String(read.source_id))
      const found = met.of(at)
      if (bench.amendments.hasReplaced(read)) {
        gone.add(at)
        count.amended++
        continue
      }
      const { row, applied, dropped, overridden } = job.correct(read, bench.amendments.replacedBy(read))
      if (dropped) {
        gone.add(at)
        count.dropped++
        continue
      }
      const judged = judgement.of(row, found, overridden)
      if (judged.rejected.length > 0) {
        gone.add(at)
        count.quarantined++
        bench.quarantine.add(schema, read, geometryOf(read), judged.rejected, applied)
      } else {
        count.accepted++
        // The row is ours: to copy it would cost as much as to write it.
        row.corrections = applied.length === 0 ? null : applied.join(' ')
        row.geometry = judged.wkb
        writer.append(row)
      }
      const isUsable = judged.rejected.every(({ field }) => field !== 'geometry')
      job.remember(row, isUsable ? judged.geometry : null, judged.rejected.length === 0)
    }
    task.advance(batch.length)
  }
  task.end()
  await writer.finish(join(context.directory, `${schema.name}.parquet`))
}

/** Geometry of a row that {@link selectRows} gave. */
export function geometryOf(row: Row): Geometry | null {
  return row.geometry instanceof Uint8Array ? decodeWkb(row.geometry) : null
}

interface JudgedRow {
  geometry: Geometry | null
  wkb: Uint8Array | null
  /** The findings that set the row aside; empty when it is accepted. */
  rejected: Finding[]
}

const REPEATED = 'KEY_DUP'
const NONE_NAMED: ReadonlySet<string> = new Set()

class RowJudgement {
  readonly #job: TableJob
  readonly #bench: Bench
  readonly #keys = new Set<string>()
  readonly #repair: ReadonlySet<string>

  constructor(job: TableJob, bench: Bench) {
    this.#job = job
    this.#bench = bench
    this.#repair = new Set(bench.context.city.sources.filter((s) => s.repair).map((s) => s.id))
  }

  of(row: Row, met: readonly IngestFinding[], overridden: ReadonlySet<string>): JudgedRow {
    const { schema, judges } = this.#job
    const { findings, world } = this.#bench
    const key = keyOf(schema, row)
    const identity = keyIdentity(schema, row)
    const rejected: Finding[] = []
    const at = {
      table: schema.name,
      source_id: String(row.source_id),
      source_row: row.source_row as number,
      key,
    }
    let where: { lon: number | null; lat: number | null } = { lon: null, lat: null }
    const report = (finding: RowFinding): void => {
      const added = findings.add({ ...at, ...where, ...finding })
      if (added.severity === 'quarantine' || added.severity === 'fail') rejected.push(added)
    }
    for (const finding of met) {
      if (finding.field !== null && overridden.has(finding.field)) continue
      report({
        code: finding.code,
        field: finding.field,
        got: finding.got,
        message: { id: finding.message_id, en: finding.message_en },
      })
    }
    // A cell that is only warned about leaves its column empty, which a required column must not be.
    const named =
      rejected.length === 0
        ? NONE_NAMED
        : new Set(rejected.map((finding) => finding.field).filter((field) => field !== null))
    const judged = judgeGeometry(schema, row, named, this.#repair.has(at.source_id), world)
    if (judged.geometry) where = place(judged.geometry)
    judged.findings.forEach(report)
    checkRow(schema, row, named, emptiedOf(met, overridden)).forEach(report)
    if (identity !== null && rejected.length === 0 && this.#keys.has(identity)) {
      const isElsewhere =
        schema.name === 'zones' && isOtherGround(row.decree_number, row.zone_id, judged.geometry, world)
      report(duplicate(schema, key!, isElsewhere))
    }
    // Rules of the domain speak only of rows that keep the table's promises, if of a second row of one key too.
    for (const judge of judges) {
      if (rejected.some(({ code }) => code !== REPEATED)) break
      judge({ row, geometry: judged.geometry, world, report, catalogue: findings.catalogue })
    }
    // A row that is set aside does not stand in the way of a later one with its key.
    if (identity !== null && rejected.length === 0) this.#keys.add(identity)
    return { geometry: judged.geometry, wkb: judged.wkb, rejected }
  }
}

/** Columns that were emptied while reading, since their cell held personal data. */
function emptiedOf(met: readonly IngestFinding[], overridden: ReadonlySet<string>): ReadonlySet<string> {
  if (met.length === 0) return NONE_NAMED
  const emptied = met.flatMap(({ code, field }) =>
    code.startsWith('PII_') && field !== null && !overridden.has(field) ? field : [],
  )
  return emptied.length === 0 ? NONE_NAMED : new Set(emptied)
}

function duplicate(schema: TableSchema, key: string, isElsewhere: boolean): RowFinding {
  return {
    code: REPEATED,
    field: schema.key.join(', '),
    got: key,
    message: isElsewhere
      ? {
          id: 'Kunci ini sudah dipakai rekaman sebelumnya, yang letaknya di tanah lain: beri kode sendiri.',
          en: 'An earlier record has the same key, but lies on other ground: give this one a code of its own.',
        }
      : { id: 'Kunci ini sudah dipakai rekaman sebelumnya.', en: 'An earlier record has the same key.' },
  }
}
