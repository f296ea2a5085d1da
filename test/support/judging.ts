import type { Geometry } from 'geojson'
import type { City } from '../../pipeline/city.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { loadCatalogue } from '../../pipeline/stages/2-validate/catalogue.ts'
import type { RowFinding } from '../../pipeline/stages/2-validate/contract.ts'
import type { Judge } from '../../pipeline/stages/2-validate/judge.ts'
import { type Area, type DecreeFact, World, type ZoneFact } from '../../pipeline/stages/2-validate/world.ts'
import type { Row } from '../../pipeline/store/index.ts'
import { KELURAHAN } from './made-up-places.ts'
import { madeUpCity } from './stage-context.ts'

// Reading the methodology and starting GEOS takes its time on a busy machine; both are done once.

export const catalogue = loadCatalogue()
const methodology = loadMethodology('permen-pupr-14-2018')

/** A world that knows the three made-up kelurahan, or none. */
export async function madeUpWorld(given: { city?: Partial<City>; kelurahan?: boolean } = {}): Promise<World> {
  const city = madeUpCity(given.city)
  const world = new World(city, methodology, await openGeos())
  if (given.kelurahan === false) return world
  for (const { code, name, kecamatan, outline } of KELURAHAN) {
    world.addKelurahan(code, name, kecamatan, outline)
  }
  return world
}

export function zoneFact(geometry: Area, zone: Partial<ZoneFact> = {}): ZoneFact {
  return {
    zone_id: 'Z1',
    decree_number: '1/2020',
    name: null,
    kawasan: null,
    decree_row_number: null,
    area_ha_decree: null,
    half_unit_ha: 0,
    score_stated: null,
    source_id: 'zones',
    source_row: 1,
    geometry,
    ...zone,
  }
}

export function decreeFact(decree: Partial<DecreeFact> = {}): DecreeFact {
  return {
    decree_number: '1/2020',
    kind: 'decree',
    decree_date: null,
    vintage: 2020,
    area_ha_total_stated: null,
    zone_count_stated: null,
    methodology: null,
    source_id: 'sk',
    source_row: 1,
    ...decree,
  }
}

/** What a rule says of one row. */
export function judge(rule: Judge, world: World, row: Row, geometry: Geometry | null = null): RowFinding[] {
  const findings: RowFinding[] = []
  rule({ row: defaulted(row), geometry, world, report: (finding) => findings.push(finding), catalogue })
  return findings
}

/** The same as `code field got` in short. */
export function said(findings: RowFinding[]): string[] {
  return findings.map(({ code, field, got }) => [code, field, got].filter((part) => part != null).join(' '))
}

/** A stored row holds null where nothing stands. */
function defaulted(row: Row): Row {
  return new Proxy(row, { get: (target, name) => target[name as string] ?? null })
}
