import type { Atlas } from './atlas.ts'
import { type Lang, quantity, t } from './i18n.ts'
import type { ProfileYear } from './profile-year.ts'
import { verificationBy } from './verification.ts'
import { verifiedGround } from './verified-ground.ts'
import type { Zone } from './zones.ts'

/** What of the decreed ground is slum still by the end of the profile's year; null where no verification speaks of the zone. */
export function verifiedText(
  atlas: Atlas,
  zone: Zone,
  { vintage }: Pick<ProfileYear, 'vintage'>,
  lang: Lang,
): string | null {
  const verified = verificationBy(atlas, vintage)?.byZone.get(zone.zone_id)
  if (verified === undefined) return null
  const { kept } = verifiedGround([verified])
  return t(lang, 'verified_short', { year: String(verified.year), ha: quantity(lang, kept, 'ha', 2) })
}
