import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Corrections, loadCorrections } from '../../corrections/index.ts'
import { StatedDigits } from '../../decree/stated-digits.ts'
import { openGeos } from '../../geo/geos.ts'
import { loadMethodology } from '../../methodology/methodology.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { parquet, writeTable } from '../../store/index.ts'
import { accountSources, type SourceAccount } from './accounts.ts'
import { checkAmendments } from './amendment-check.ts'
import { Amendments } from './amendments.ts'
import { assembleReport, REPORT_HTML } from './assemble-report.ts'
import { loadCatalogue } from './catalogue.ts'
import { SourceCounts } from './counts.ts'
import { Findings } from './findings.ts'
import type { IngestFinding } from './ingest-findings.ts'
import { judgeRows, judgeTables, tablesInOrder } from './judge-city.ts'
import { Policy } from './policy.ts'
import { Quarantine } from './quarantine.ts'
import { quarantineShares } from './quarantine-share.ts'
import { refuse, withdrawRefusal } from './refusal.ts'
import { renderReport } from './report/html.ts'
import { incompleteDecrees } from './rules/decree-incomplete.ts'
import type { Bench } from './validate-table.ts'
import { World } from './world.ts'
import { ROUNDING_COLUMNS, zoneRoundings } from './zone-roundings.ts'

export async function run(context: StageContext): Promise<StageOutcome> {
  const { city, store, directory } = context
  const ingested = (name: string): string | null => context.table('1-ingest', name)
  const accounts = await store.rows<SourceAccount>(`SELECT * FROM ${parquet(ingested('sources')!)}`)
  const catalogue = loadCatalogue()
  const policy = new Policy(catalogue, city)
  const methodology = loadMethodology(city.methodology)
  const geos = await openGeos()
  const stating = { zones: ingested('zones'), decree_rows: ingested('decree_rows') }
  const digits = await StatedDigits.read(store, stating, city.sources)
  const hashes = new Map(accounts.map(({ source_id, sha256 }) => [source_id, sha256]))
  const amendments = await Amendments.read(store, ingested('amendments'), city)
  const empty = () => ({
    world: new World(city, methodology, geos, digits),
    counts: new SourceCounts(),
    gone: new Map<string, Set<number>>(),
    ingestFindings: ingested('ingest_findings')!,
  })

  // 1. Mended records stand in for such as were set aside, which takes judging the city without them.
  await checkAmendments(city, store, amendments, ingested, async (before) => {
    const place = join(directory, 'before')
    mkdirSync(place)
    const findings = Findings.unkept(policy)
    const bench: Bench = { ...empty(), context: { ...context, directory: place }, findings, ...before }
    await judgeRows(bench, new Corrections(loadCorrections(city)))
    await judgeTables(bench)
    rmSync(place, { recursive: true })
  })

  // 2. What was said of whole files, then every row of every table, then the tables as wholes.
  const quarantine = new Quarantine(join(directory, 'quarantine'), city.sources, hashes)
  const bench: Bench = {
    ...empty(),
    context,
    findings: await Findings.create(store, policy),
    quarantine,
    amendments,
    leftOut: new Set(),
  }
  await addSourceFindings(bench)
  const corrections = new Corrections(loadCorrections(city))
  await judgeRows(bench, corrections)
  const summaries = corrections.finish()
  await judgeTables(bench)
  const { world } = bench

  // 3. Everything is accounted for, and said.
  const widths = new Map(
    city.sources.map(({ id, unpivot }) => [id, unpivot ? Object.keys(unpivot.columns).length : 1]),
  )
  const { columns, rows, sources } = accountSources(accounts, bench.counts, (id) => widths.get(id) ?? 1)
  await writeTable(store, join(directory, 'sources.parquet'), columns, rows)
  await writeTable(store, join(directory, 'zone_roundings.parquet'), ROUNDING_COLUMNS, zoneRoundings(world))
  for (const finding of incompleteDecrees(world, policy.catalogue)) bench.findings.add(finding)
  for (const finding of quarantineShares(sources, policy.catalogue)) bench.findings.add(finding)
  const found = await bench.findings.finish(join(directory, 'findings.parquet'))
  quarantine.close()
  const { own: report, published } = await assembleReport(
    context,
    world,
    policy,
    catalogue,
    sources,
    summaries,
  )
  mkdirSync(join(directory, 'published'))
  for (const [folder, content] of [
    [directory, report],
    [join(directory, 'published'), published],
  ] as const) {
    writeFileSync(join(folder, 'report.json'), `${JSON.stringify(content, null, 1)}\n`)
    writeFileSync(join(folder, REPORT_HTML), renderReport(content))
  }
  if (bench.findings.counts.fail > 0) refuse(context, bench.findings)
  withdrawRefusal(context)
  const { accepted, quarantined, filtered } = report.stats
  return {
    rows: { ...acceptedRows(bench, tablesInOrder(bench)), findings: found },
    summary: `${accepted} accepted, ${quarantined} quarantined, ${filtered} filtered; ${found} findings`,
  }
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
