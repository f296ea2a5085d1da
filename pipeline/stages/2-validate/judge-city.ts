import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Geometry } from 'geojson'
import type { Corrections } from '../../corrections/index.ts'
import { type Row, tableSchema, tableSchemas } from '../../store/index.ts'
import type { FindingParts } from './catalogue.ts'
import { ROW_RULES, TABLE_RULES } from './rules/index.ts'
import { LateFindings, setAside } from './set-aside.ts'
import { type Bench, validateTable } from './validate-table.ts'

/** Places first, then what refers to them. */
const ORDER = ['admin_units', 'decrees', 'zones', 'decree_rows', 'rt_profiles', 'rt_deficits']

/** The ingested tables, in the order they are judged. */
export function tablesInOrder({ context }: Pick<Bench, 'context'>): string[] {
  const names = [...tableSchemas().keys()].filter((name) => context.table('1-ingest', name) !== null)
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

function rank(name: string): number {
  const place = ORDER.indexOf(name)
  return place < 0 ? ORDER.length : place
}

/** Judges every row of every table. */
export async function judgeRows(bench: Bench, corrections: Corrections): Promise<void> {
  const { context, world } = bench
  for (const name of tablesInOrder(bench)) {
    const corrected = corrections.table(name)
    const job = {
      schema: tableSchema(name),
      path: context.table('1-ingest', name)!,
      judges: ROW_RULES[name] ?? [],
      correct: corrected.apply.bind(corrected),
      remember: (row: Row, geometry: Geometry | null, isAccepted: boolean) =>
        world.remember(name, row, geometry, isAccepted),
    }
    await validateTable(job, bench)
  }
}

/**
 * Judges the accepted tables as wholes, a group of rules after the other: each sees what those before it have left, and
 * none is asked twice.
 */
export async function judgeTables(bench: Bench): Promise<void> {
  const { context, world, findings } = bench
  const { store, directory, progress } = context
  const task = progress.task('judge whole tables', TABLE_RULES.flatMap(({ rules }) => rules).length)
  for (const { rules } of TABLE_RULES) {
    const late = new LateFindings()
    const given = {
      store,
      table: (name: string) => {
        const path = join(directory, `${name}.parquet`)
        return existsSync(path) ? path : null
      },
      world,
      report: (parts: FindingParts) => {
        const finding = findings.add(parts)
        if (finding.source_row !== null && isRejecting(finding.severity)) late.add(finding)
      },
      catalogue: findings.catalogue,
      setsAside: (code: string, source_id: string) =>
        isRejecting(findings.policy.severityOf(code, source_id)),
    }
    for (const judge of rules) {
      task.part(wordsOf(judge.name))
      await judge(given)
      task.advance(1)
    }
    for (const name of late.tables) {
      await setAside(tableSchema(name), late, context.table('1-ingest', name)!, bench, (rows) =>
        world.forget(name, rows),
      )
    }
  }
  task.end()
}

function isRejecting(severity: string): boolean {
  return severity === 'quarantine' || severity === 'fail'
}

/** `checkZoneOverlaps` is said as `zone overlaps`. */
function wordsOf(name: string): string {
  return name
    .replace(/^check/, '')
    .replace(/(?<=.)[A-Z]/g, ' $&')
    .toLowerCase()
}
