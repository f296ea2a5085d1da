import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decreeInForce } from '../../decree/in-force.ts'
import { ContractError, UserError } from '../../errors.ts'
import { layerProfiles } from '../../layers/profiles.ts'
import { taskTeller } from '../../progress.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'
import { makeAtlas } from './make-atlas.ts'
import { proveAtlas, requireProven } from './prove-atlas.ts'
import { publishLayer } from './publish-layer.ts'
import type { PublishedLayer } from './published-features.ts'
import { createViews } from './views.ts'

export async function run(context: StageContext): Promise<StageOutcome> {
  const { city, store, directory, table } = context
  await createViews(context)
  const decree = await decreeInForce(
    store,
    city.decree,
    table('2-validate', 'decrees'),
    table('2-validate', 'zones'),
  )
  await refuseEmptied(context, decree)
  mkdirSync(join(directory, 'layers'))
  const folder = mkdtempSync(join(directory, '.working-'))
  const layers: PublishedLayer[] = []
  for (const profile of layerProfiles()) layers.push(await publishLayer(context, profile, decree, folder))
  const drawn = layers.filter(({ rows }) => rows > 0)
  if (drawn.length === 0) {
    throw new UserError('contract', {
      what: 'there is nothing to draw: no layer has a feature',
      where: { file: city.file },
      got: `sources for ${[...new Set(city.sources.map((source) => source.table))].join(', ')}`,
      expected: 'accepted records with a place: zones, admin_units, buildings, facilities or interventions',
      next: 'add a source with boundaries, or see in the report why the records were set aside; households are never drawn one by one',
    })
  }
  const { written, atlas } = await makeAtlas(context, drawn, folder)
  rmSync(folder, { recursive: true })
  const tell = taskTeller(context.progress)
  const proof = await proveAtlas(store, atlas, tell.tell)
  tell.end()
  writeFileSync(join(directory, 'proof.json'), `${JSON.stringify(proof, null, 1)}\n`)
  requireProven(proof, atlas.engine)
  const rows = Object.fromEntries(layers.map((layer) => [layer.profile.name, layer.rows]))
  return { rows, summary: `${written.tiles} tiles, ${(written.bytes / 1e6).toFixed(2)} MB, proven` }
}

/**
 * A source of which nothing was accepted, or a decree in force without an accepted zone, is no map to put in the place of
 * the one that is served.
 * @throws ContractError naming the source and what its rows were set aside for.
 */
async function refuseEmptied({ city, store, table }: StageContext, decree: string | null): Promise<void> {
  const next = 'look at the report and the quarantine files of 2-validate; the release before stays served'
  const sources = parquet(table('2-validate', 'sources')!)
  const findings = parquet(table('2-validate', 'findings')!)
  const [empty] = await store.rows<{
    source_id: string
    path: string
    rows_read: number
    codes: string | null
  }>(
    `SELECT s.source_id, s.path, s.rows_read, (
       SELECT string_agg(DISTINCT code, ', ' ORDER BY code) FROM ${findings} f
       WHERE f.source_id = s.source_id AND f.severity = 'quarantine') AS codes
     FROM ${sources} s WHERE s.rows_accepted = 0 AND s.rows_dropped + s.rows_amended = 0 ORDER BY s.source_id LIMIT 1`,
  )
  if (empty) {
    throw new ContractError({
      what: 'no row of a source was accepted',
      where: { file: empty.path, key: `sources.${empty.source_id} in ${city.file}` },
      got: `0 of ${empty.rows_read} rows${empty.codes === null ? '' : ` (${empty.codes})`}`,
      expected: 'at least one',
      next,
    })
  }
  if (table('2-validate', 'zones') === null) return
  const [zones] = await store.rows<{ n: number }>(
    `SELECT count(*) AS n FROM zones WHERE decree_number IS NOT DISTINCT FROM ${decree === null ? 'NULL' : sqlText(decree)}`,
  )
  if (zones!.n > 0) return
  throw new ContractError({
    what: 'the decree in force has no accepted zone',
    where: { file: city.file, key: 'decree' },
    got: decree ?? 'several decrees and none named',
    expected: 'the number of a decree whose zones are mapped',
    next,
  })
}
