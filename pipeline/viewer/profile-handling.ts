import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { type Lang, t } from './i18n.ts'
import { facts, section } from './profile-parts.ts'
import { priorityText } from './profile-words.ts'
import { cellText, rowsOfZone, type TableRow } from './table-cells.ts'
import { term } from './terms.ts'
import { str, type Zone } from './zones.ts'

/** Priority, treatment, authority, legality and considerations, each with where it comes from; outside of the score. */
export function handlingSection(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement | null {
  const p = zone.properties
  const table = atlas.table('zone_ratings')
  const rating: TableRow = (table.state === 'ready' ? rowsOfZone(table.value, zone.zone_id)[0] : null) ?? {}
  const list = facts([
    [t(lang, 'priority'), priorityText(p, lang)],
    [t(lang, 'treatment'), told(p, 'treatment', treatmentLike(rating, lang), lang)],
    [t(lang, 'authority'), told(p, 'authority', null, lang)],
    [
      t(lang, 'legality'),
      told({ ...rating, ...p }, 'land_legality', origin(p, rating, 'land_legality', lang), lang),
    ],
    [
      t(lang, 'considerations'),
      told({ ...rating, ...p }, 'other_considerations', origin(p, rating, 'considerations', lang), lang),
    ],
  ])
  return list && section(lang, 'handling', list)
}

/** A value in words with a smaller line below it; null where there is no value. */
function told(p: Record<string, unknown>, key: string, below: string | null, lang: Lang): Node | null {
  const value = str(p, key)
  if (value === null) return null
  return el('span', {}, term(lang, value), below === null ? null : el('span', 'value-class', below))
}

function treatmentLike(rating: TableRow, lang: Lang): string | null {
  const like = cellText(rating, `baan_mankong_${lang}`)
  return like === null ? null : t(lang, 'treatment_like', { like })
}

/** Whether a value was stated or computed, and then from which items by which rule. */
function origin(
  p: Record<string, unknown>,
  rating: TableRow,
  of: 'land_legality' | 'considerations',
  lang: Lang,
): string | null {
  const source = cellText(rating, `${of}_source`) ?? str(p, SOURCE[of])
  if (source === 'stated') return t(lang, 'origin_stated')
  if (source !== 'computed') return null
  const items = cellText(rating, `${of}_items`)
  const basis = cellText(rating, `${of}_basis_${lang}`)
  return [items === null ? t(lang, 'origin_computed') : t(lang, 'origin_items', { items }), basis]
    .filter((part) => part !== null)
    .join('. ')
}

const SOURCE = {
  land_legality: 'land_legality_source',
  considerations: 'other_considerations_source',
} as const
