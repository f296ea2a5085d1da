import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Geometry } from 'geojson'
import { Corrections, loadCorrections } from '../../corrections/index.ts'
import { openGeos } from '../../geo/geos.ts'
import { loadMethodology } from '../../methodology/methodology.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { parquet, type Row, tableSchema, tableSchemas, writeTable } from '../../store/index.ts'
import { accountSources, type SourceAccount } from './accounts.ts'
import { Amendments } from './amendments.ts'
import { assembleReport } from './assemble-report.ts'
import { loadCatalogue } from './catalogue.ts'
import { SourceCounts } from './counts.ts'
import { Findings } from './findings.ts'
import type { IngestFinding } from './ingest-findings.ts'
import { Policy } from './policy.ts'
import { Quarantine } from './quarantine.ts'
import { quarantineShares } from './quarantine-share.ts'
import { refuse, withdrawRefusal } from './refusal.ts'
import { renderReport } from './report/html.ts'
import { ROW_RULES, TABLE_RULES } from './rules/index.ts'
import { LateFindings, setAside } from './set-aside.ts'
import { type Bench, validateTable } from './validate-table.ts'
import { World } from './world.ts'

/** Places first, then what refers to them. */
const ORDER = ['admin_units', 'decrees', 'zones', 'decree_rows', 'rt_profiles', 'rt_deficits']

export async function run(context: StageContext): Promise<StageOutcome> {
  const { city, store, directory } = context
  const ingested = (name: string): string | null => context.table('1-ingest', name)
  const accounts = await store.rows<SourceAccount>(`SELECT * FROM ${parquet(ingested('sources')!)}`)
  const catalogue = loadCatalogue()
  const policy = new Policy(catalogue, city)
  const corrections = new Corrections(loadCorrections(city))
  const hashes = new Map(accounts.map(({ source_id, sha256 }) => [source_id, sha256]))
  const world = new World(city, loadMethodology(city.methodology), await openGeos())
  const bench: Bench = {
    context,
    world,
    findings: await Findings.create(store, policy),
    quarantine: new Quarantine(join(directory, 'quarantine'), city.sources, hashes),
    counts: new SourceCounts(),
    amendments: await Amendments.read(store, ingested('amendments'), city),
    ingestFindings: ingested('ingest_findings')!,
  }

  // 1. What was said of whole files, then every row of every table.
  await addSourceFindings(bench)
  const names = [...tableSchemas().keys()].filter((name) => ingested(name) !== null)
  names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  for (const name of names) {
    const corrected = corrections.table(name)
    const job = {
      schema: tableSchema(name),
      path: ingested(name)!,
      judges: ROW_RULES[name] ?? [],
      correct: (row: Row) => corrected.apply(row),
      remember: (row: Row, geometry: Geometry | null, isAccepted: boolean) =>
        world.remember(name, row, geometry, isAccepted),
    }
    await validateTable(job, bench)
  }

  const summaries = corrections.finish()

  // 2. The tables as wholes; what they find may set further records aside.
  const late = await judgeTables(bench)
  for (const name of late.tables) {
    await setAside(tableSchema(name), late, ingested(name)!, bench, (rows) => {
      if (name === 'zones') world.forgetZones(rows)
    })
  }

  // 3. Everything is accounted for, and said.
  const widths = new Map(
    city.sources.map(({ id, unpivot }) => [id, unpivot ? Object.keys(unpivot.columns).length : 1]),
  )
  const { columns, rows, sources } = accountSources(accounts, bench.counts, (id) => widths.get(id) ?? 1)
  await writeTable(store, join(directory, 'sources.parquet'), columns, rows)
  for (const finding of quarantineShares(sources, policy.catalogue)) bench.findings.add(finding)
  const found = await bench.findings.finish(join(directory, 'findings.parquet'))
  bench.quarantine.close()
  const report = await assembleReport(context, world, policy, catalogue, sources, summaries)
  writeFileSync(join(directory, 'report.json'), `${JSON.stringify(report, null, 1)}\n`)
  writeFileSync(join(directory, 'report.html'), renderReport(report))
  if (bench.findings.counts.fail > 0) refuse(context, bench.findings)
  withdrawRefusal(context)
  const { accepted, quarantined, filtered } = report.stats
  return {
    rows: { ...acceptedRows(bench, names), findings: found },
    summary: `${accepted} accepted, ${quarantined} quarantined, ${filtered} filtered; ${found} findings`,
  }
}

function rank(name: string): number {
  const place = ORDER.indexOf(name)
  return place < 0 ? ORDER.length : place
}

function acceptedRows({ context, counts }: Bench, names: readonly string[]): Record<string, number> {
  const { sources } = context.city
  return Object.fromEntries(
    names.map((name) => [
      name,
      sources
        .filter(({ table }) => table === name)
        .reduce((sum, { id }) => sum + (counts.get(id)?.accepted ?? 0), 0),
    ]),
  )
}

async function addSourceFindings({ context, findings, ingestFindings }: Bench): Promise<void> {
  const met = await context.store.rows<IngestFinding>(
    `SELECT * FROM ${parquet(ingestFindings)} WHERE table_row IS NULL`,
  )
  for (const finding of met) {
    findings.add({
      code: finding.code,
      table: finding.table_name,
      source_id: finding.source_id,
      source_row: finding.source_row,
      field: finding.field,
      got: finding.got,
      message: { id: finding.message_id, en: finding.message_en },
    })
  }
}

async function judgeTables({ context, world, findings }: Bench): Promise<LateFindings> {
  const { store, directory, progress } = context
  const late = new LateFindings()
  const task = progress.task('judge whole tables', TABLE_RULES.length)
  const given = {
    store,
    table: (name: string) => {
      const path = join(directory, `${name}.parquet`)
      return existsSync(path) ? path : null
    },
    world,
    report: (parts: Parameters<typeof findings.add>[0]) => {
      const finding = findings.add(parts)
      if (finding.severity === 'quarantine') late.add(finding)
    },
    catalogue: findings.catalogue,
  }
  for (const judge of TABLE_RULES) {
    task.part(wordsOf(judge.name))
    await judge(given)
    task.advance(1)
  }
  task.end()
  return late
}

/** `checkZoneOverlaps` is said as `zone overlaps`. */
function wordsOf(name: string): string {
  return name
    .replace(/^check/, '')
    .replace(/(?<=.)[A-Z]/g, ' $&')
    .toLowerCase()
}
