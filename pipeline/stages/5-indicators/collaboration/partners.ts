import { kawasanName } from '../../../values/kawasan-name.ts'

/** A row of `stakeholders`: one institution and how far it has come. Dates are ISO days. */
export interface Partner {
  stakeholder_id: string
  zone_id: string | null
  kawasan: string | null
  institution: string
  kind: string | null
  stage: string | null
  agreement_date: string | null
  agreement_until: string | null
}

export interface CollaborationZone {
  zone_id: string
  kawasan: string | null
}

/** What of a partner says where it belongs. */
export type PartnerPlace = Pick<Partner, 'stakeholder_id' | 'zone_id' | 'kawasan'>

export interface Placed<P extends PartnerPlace = Partner> {
  /** Partners of each zone, by its code. */
  zones: Map<string, P[]>
  /** Those that name neither zone nor kawasan: partners of the city. */
  city: P[]
  /** Those whose zone or kawasan the decree in force does not have. */
  unplaced: P[]
}

/**
 * Where each partner belongs: to the zone it names, else to every zone of the kawasan it names, else to the city. A zone
 * that is not in the decree in force is not looked for elsewhere.
 */
export function placePartners<P extends PartnerPlace>(
  partners: readonly P[],
  zones: readonly CollaborationZone[],
): Placed<P> {
  const placed: Placed<P> = {
    zones: new Map(zones.map(({ zone_id }) => [zone_id, []])),
    city: [],
    unplaced: [],
  }
  for (const partner of partners) {
    const kawasan = kawasanName(partner.kawasan)
    if (partner.zone_id === null && kawasan === null) {
      placed.city.push(partner)
      continue
    }
    const own = zones.filter((zone) =>
      partner.zone_id === null ? kawasanName(zone.kawasan) === kawasan : zone.zone_id === partner.zone_id,
    )
    if (own.length === 0) placed.unplaced.push(partner)
    for (const { zone_id } of own) placed.zones.get(zone_id)!.push(partner)
  }
  return placed
}
