import { numberText } from '../../values/written-number.ts'
import { methodText } from '../../values/zone-method.ts'
import { LEVEL_LABELS } from '../levels.ts'
import type { Trace } from '../trace.ts'
import { criterionLines } from './criterion-page.ts'
import { fact, paragraph, WIDTH, wrapped } from './layout.ts'
import { numberPages } from './number-page.ts'
import { recordText } from './parts.ts'
import { unitLines } from './unit-page.ts'
import { type Language, say } from './words.ts'

/**
 * The trace as a person reads it, line by line and no wider than 100 columns.
 * @param ofNumbers tells only of the numbers of the trace
 */
export function page(trace: Trace, lang: Language, ofNumbers = false): string[] {
  const body = ofNumbers
    ? numberPages(trace, lang)
    : trace.criterion === null
      ? unitLines(trace, lang)
      : criterionLines(trace, lang)
  return [...staleLines(trace, lang), ...headLines(trace, lang), ...body]
}

function staleLines({ stale }: Trace, lang: Language): string[] {
  return stale.length === 0 ? [] : [...paragraph(say('stale', lang, { stages: stale.join(', ') }), 0), '']
}

function headLines(trace: Trace, lang: Language): string[] {
  const { unit, vintage, vintages, methodology, city } = trace
  const shown = unit.name === null || unit.name === unit.unit_id ? '' : ` ${unit.name}`
  const title = wrapped(`${LEVEL_LABELS[unit.level][lang]} ${unit.unit_id}${shown}`, WIDTH)
  const others = vintages.filter((one) => one !== vintage).map((one) => yearText(one, lang))
  const year = yearText(vintage, lang)
  return [
    ...title,
    '='.repeat(Math.max(...title.map((line) => line.length))),
    ...(unit.level === 'city' ? [] : fact(say('where', lang), placeText(trace, lang) || city.title[lang])),
    ...(unit.zone === null ? [] : fact(say('zone', lang), zoneText(unit.zone, lang))),
    ...(unit.kawasan === null ? [] : fact(say('kawasan', lang), unit.kawasan)),
    ...(unit.decree === null ? [] : fact(say('decree', lang), decreeText(unit.decree))),
    ...(unit.record === null ? [] : fact(say('record', lang), recordText(unit.record, lang))),
    ...fact(
      say('year', lang),
      others.length === 0 ? year : say('also', lang, { year, others: others.join(', ') }),
    ),
    ...fact(say('methodology', lang), `${methodology.id}: ${methodology.title[lang]}`),
  ]
}

export function yearText(vintage: number | null, lang: Language): string {
  return vintage === null ? say('no_year', lang) : String(vintage)
}

function placeText({ unit, city }: Trace, lang: Language): string {
  const named = (what: { code: string | null; name: string | null } | null, word: string) =>
    what === null
      ? []
      : [[word, what.name, what.code === null ? null : `(${what.code})`].filter(Boolean).join(' ')]
  const parts = [
    ...(unit.level === 'kelurahan' ? [] : named(unit.kelurahan, 'kelurahan')),
    ...(unit.level === 'kecamatan' ? [] : named(unit.kecamatan, 'kecamatan')),
    city.title[lang],
  ]
  return parts.join(', ')
}

function zoneText(zone: NonNullable<Trace['unit']['zone']>, lang: Language): string {
  const name = zone.name === null ? zone.zone_id : `${zone.zone_id} ${zone.name}`
  if (zone.method === null) return name
  const how = say('by_method', lang, { zone: name, how: methodText(zone.method, lang) })
  if (zone.share_pct === null || zone.share_pct === 100) return how
  return `${how} (${say('share', lang, { pct: numberText(zone.share_pct, lang, 0, 1) })})`
}

function decreeText({ decree_number, title, decree_date }: NonNullable<Trace['unit']['decree']>): string {
  return [decree_number, ...[title, decree_date].filter((part) => part !== null)].join(', ')
}
