import type { Atlas } from './atlas.ts'
import { formatNumber, type Lang, percent, pick, quantity, t } from './i18n.ts'
import type { Place } from './search.ts'
import { num } from './zones.ts'

/**
 * What the release tells of an RT, kelurahan or kecamatan that was looked for: class and score of an RT, hectares of slum in a larger
 * place, people, families, buildings and area. Values that are not known are left out.
 */
export function foundText({ legend }: Pick<Atlas, 'legend'>, { feature }: Place, lang: Lang): string {
  const p = feature?.properties ?? {}
  const counted = (name: string, unit: string): string | null => {
    const value = num(p, name)
    return value === null ? null : `${formatNumber(lang, Math.round(value))} ${unit}`
  }
  const hectares = num(p, 'area_ha_utm')
  return [
    scoreText(legend, p, lang),
    slumText(p, lang),
    counted('population', t(lang, 'people_unit')),
    counted('families', t(lang, 'families_unit')),
    counted('buildings', t(lang, 'buildings_word')),
    hectares === null ? null : t(lang, 'found_area', { ha: quantity(lang, hectares, 'ha', 2) }),
  ]
    .filter((part) => part !== null)
    .join(', ')
}

function scoreText({ score_class }: Atlas['legend'], p: Record<string, unknown>, lang: Lang): string | null {
  const row = score_class.find(({ code }) => code === p.score_class)
  const [total, year] = [num(p, 'score_total'), num(p, 'score_vintage')]
  if (row === undefined && total === null) return null
  const score = total === null ? null : `${t(lang, 'score').toLowerCase()} ${formatNumber(lang, total)}`
  const told = [row && pick(lang, row), score].filter((part) => part).join(', ')
  return year === null ? told : `${told} (${year})`
}

function slumText(p: Record<string, unknown>, lang: Lang): string | null {
  const [ha, share] = [num(p, 'slum_area_ha_utm'), num(p, 'slum_share_pct')]
  if (ha === null) return null
  const told = t(lang, 'found_slum', { ha: quantity(lang, ha, 'ha', 2) })
  return share === null ? told : `${told} (${percent(lang, share, 1)})`
}

/** Kinds of places whose outline is marked and told of, zones and kawasan aside. */
const MARKED: ReadonlySet<string> = new Set(['rt', 'kelurahan', 'kecamatan'])

/** `rt:21.72.01.1001/RT001-RW002`: a place that was looked for, as the address has it; null for one that is chosen instead. */
export function foundKey({ kind, id, feature }: Place): string | null {
  return feature !== null && MARKED.has(kind) ? `${kind}:${id}` : null
}

/** The key an address names, null where it names none. */
export function parseFound(text: string | null): string | null {
  const [, kind = ''] = /^(\w+):./s.exec(text ?? '') ?? []
  return MARKED.has(kind) ? text : null
}
