import type { Columns, Row } from '../../store/index.ts'
import { compare } from './report/digest.ts'
import type { World } from './world.ts'

export const ROUNDING_COLUMNS: Columns = {
  decree_number: 'VARCHAR',
  zone_id: 'VARCHAR',
  half_unit_ha: 'DOUBLE',
}

/** Half a unit of the last digit of each published zone's hectares, for whoever compares them with the outline again. */
export function zoneRoundings({ zones }: World): Row[] {
  return zones
    .map(({ decree_number, zone_id, half_unit_ha }) => ({ decree_number, zone_id, half_unit_ha }))
    .sort((a, b) => compare(a.decree_number, b.decree_number) || compare(a.zone_id, b.zone_id))
}
