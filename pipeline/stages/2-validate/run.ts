import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Geometry } from 'geojson'
import { openGeos } from '../../geo/geos.ts'
import { loadMethodology } from '../../methodology/methodology.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { parquet, type Row, tableSchema, tableSchemas, writeTable } from '../../store/index.ts'
import { accountSources, type SourceAccount } from './accounts.ts'
import { assembleReport } from './assemble-report.ts'
import { loadCatalogue } from './catalogue.ts'
import { FINDING_COLUMNS, Findings } from './findings.ts'
import type { Judge } from './judge.ts'
import { Quarantine } from './quarantine.ts'
import { renderReport } from './report/html.ts'
import { checkCriteriaVersion, checkDecreeRow, checkDecreeTotals } from './rules/decrees.ts'
import { checkPointPlace, checkRtKnown, checkWorksLocation } from './rules/places.ts'
import { checkDeficit, checkStatedTotal, checkTotals, checkVolumes } from './rules/volumes.ts'
import { checkZoneArea, checkZonePlace } from './rules/zones.ts'
import { type Counts, type IngestFinding, validateTable } from './validate-table.ts'
import { type Area, World } from './world.ts'

/** The rules of each table. */
const JUDGES: Record<string, readonly Judge[]> = {
  decrees: [checkCriteriaVersion],
  zones: [checkStatedTotal, checkZoneArea, checkZonePlace],
  decree_rows: [checkStatedTotal, checkDecreeRow],
  rt_profiles: [checkStatedTotal, checkRtKnown],
  rt_deficits: [checkDeficit],
  households: [checkPointPlace],
  interventions: [checkWorksLocation],
}

/** Places first, then what refers to them. */
const ORDER = ['admin_units', 'decrees', 'zones', 'decree_rows', 'rt_profiles', 'rt_deficits']

export async function run(context: StageContext): Promise<StageOutcome> {
  const { city, store, directory } = context
  const findings = new Findings(loadCatalogue())
  const world = new World(city, loadMethodology(city.methodology), await openGeos())
  const quarantine = new Quarantine()
  const met = await store.rows<IngestFinding>(
    `SELECT * FROM ${parquet(context.table('1-ingest', 'ingest_findings')!)}`,
  )
  for (const finding of met) if (finding.table_row === null) addSourceFinding(findings, finding)

  const names = [...tableSchemas().keys()].filter((name) => context.table('1-ingest', name) !== null)
  names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const counts = new Map<string, Counts>()
  const rows: Record<string, number> = {}
  for (const name of names) {
    const job = {
      schema: tableSchema(name),
      path: context.table('1-ingest', name)!,
      ingestFindings: met.filter((finding) => finding.table_name === name && finding.table_row !== null),
      judges: JUDGES[name] ?? [],
      accept: (row: Row, geometry: Geometry | null) => remember(world, name, row, geometry),
    }
    const perSource = await validateTable(job, context, world, findings, quarantine)
    for (const [source_id, count] of perSource) counts.set(source_id, count)
    rows[name] = [...perSource.values()].reduce((sum, count) => sum + count.accepted, 0)
  }
  await checkTables(context, world, findings)

  const accounts = accountSources(
    await store.rows<SourceAccount>(`SELECT * FROM ${parquet(context.table('1-ingest', 'sources')!)}`),
    counts,
  )
  await writeTable(store, join(directory, 'sources.parquet'), accounts.columns, accounts.rows)
  rows.findings = await writeTable(
    store,
    join(directory, 'findings.parquet'),
    FINDING_COLUMNS,
    findings.rows(),
  )
  quarantine.write(join(directory, 'quarantine'))
  const report = await assembleReport(context, world, findings, accounts.sources)
  writeFileSync(join(directory, 'report.json'), `${JSON.stringify(report, null, 1)}\n`)
  writeFileSync(join(directory, 'report.html'), renderReport(report))
  const { accepted, quarantined, filtered } = report.stats
  return {
    rows,
    summary: `${accepted} accepted, ${quarantined} quarantined, ${filtered} filtered; ${findings.list.length} findings`,
  }
}

function rank(name: string): number {
  const place = ORDER.indexOf(name)
  return place < 0 ? ORDER.length : place
}

function addSourceFinding(findings: Findings, finding: IngestFinding): void {
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

/** What later tables are judged by. */
function remember(world: World, table: string, row: Row, geometry: Geometry | null): void {
  const area = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? (geometry as Area) : null
  if (table === 'admin_units' && row.level === 'kelurahan' && area) {
    world.addKelurahan(
      String(row.kelurahan_code),
      String(row.kelurahan ?? row.name ?? row.kelurahan_code),
      textOf(row.kecamatan),
      area,
    )
  }
  if (table === 'admin_units' && row.level === 'rt' && area) {
    world.addRt(String(row.admin_code), area)
    if (row.zone_id !== null) world.zoneRtIds.add(`${row.kelurahan_code}/${row.rt_rw}`)
  }
  if (table === 'rt_profiles' && row.zone_id !== null)
    world.zoneRtIds.add(`${row.kelurahan_code}/${row.rt_rw}`)
  if (table === 'decrees') {
    world.decrees.set(String(row.decree_number), {
      decree_number: String(row.decree_number),
      decree_date: textOf(row.decree_date),
      vintage: row.vintage as number,
      area_ha_total_stated: numberOf(row.area_ha_total_stated),
      zone_count_stated: numberOf(row.zone_count_stated),
      methodology: textOf(row.methodology),
      source_id: String(row.source_id),
      source_row: row.source_row as number,
    })
  }
  if (table === 'zones' && area) {
    world.zones.push({
      zone_id: String(row.zone_id),
      decree_number: String(row.decree_number),
      name: textOf(row.name),
      decree_row_number: numberOf(row.decree_row_number),
      area_ha_decree: numberOf(row.area_ha_decree),
      score_stated: numberOf(row.score_stated),
      geometry: area,
    })
  }
}

async function checkTables(
  { store, directory }: StageContext,
  world: World,
  findings: Findings,
): Promise<void> {
  const accepted = (name: string): string => join(directory, `${name}.parquet`)
  const has = (name: string): boolean => existsSync(accepted(name))
  const rows = has('decree_rows')
    ? await store.rows(`SELECT * FROM ${parquet(accepted('decree_rows'))} ORDER BY decree_number, row_number`)
    : []
  checkDecreeTotals({
    rows,
    world,
    report: (finding) => findings.add({ table: 'decrees', ...finding }),
    catalogue: findings.catalogue,
  })
  if (has('rt_profiles') && has('rt_deficits')) {
    const paths = [accepted('rt_profiles'), accepted('rt_deficits')] as const
    for (const finding of await checkVolumes(store, ...paths, world.methodology)) findings.add(finding)
    for (const finding of await checkTotals(store, ...paths, world.methodology)) findings.add(finding)
  }
}

function numberOf(value: Row[string] | undefined): number | null {
  return typeof value === 'number' ? value : null
}

function textOf(value: Row[string] | undefined): string | null {
  return typeof value === 'string' ? value : null
}
