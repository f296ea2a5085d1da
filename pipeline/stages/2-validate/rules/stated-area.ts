import { statedHalfUnit_ha } from '../../../decree/area-status.ts'
import { parseNumber } from '../../../values/number.ts'
import { amount } from '../amount.ts'
import type { Judge } from '../judge.ts'

const HA_PER_M2 = 0.0001

/** TEXT_TABLE: the number in the words as printed against the number beside it, of an annex row or an outline. */
export const checkAreaText: Judge = ({ row, world, report }) => {
  const field = 'area_text' in row ? 'area_text' : 'area_ha_decree_text'
  const text = row[field]
  const area_ha = row.area_ha_decree
  if (typeof text !== 'string' || typeof area_ha !== 'number') return
  const decimal = world.city.sources.find((source) => source.id === row.source_id)?.decimal ?? null
  const candidates = readings(text, decimal)
  // Words that cannot be read as one number prove nothing; of two figures the coarser is rounded from the finer.
  if (candidates.length === 0) return
  const rounding_ha = statedHalfUnit_ha(area_ha, null)
  const agrees = candidates.some(
    ({ value_ha, half_ha }) => Math.abs(value_ha - area_ha) <= Math.max(half_ha, rounding_ha) + 1e-9,
  )
  if (agrees) return
  report({
    code: 'TEXT_TABLE',
    field,
    got: text,
    expected: `${area_ha} ha`,
    message: {
      id: `Tertulis "${text}", tetapi kolom luasnya ${amount(area_ha).id} ha.`,
      en: `The words say "${text}", the area column ${amount(area_ha).en} ha.`,
    },
  })
}

/** Hectares the words may mean; two where `1.234` may group thousands, none where they are not one number. */
function readings(text: string, decimal: ',' | '.' | null): { value_ha: number; half_ha: number }[] {
  const marks: (',' | '.' | null)[] = decimal === null ? [null, ',', '.'] : [decimal]
  const found: { value_ha: number; half_ha: number }[] = []
  for (const mark of marks) {
    const parsed = parseNumber(text, { decimal: mark })
    if ('error' in parsed || parsed.value === null) continue
    const factor = factorOf(parsed.unit)
    if (factor === null) return []
    const half_ha = statedHalfUnit_ha(parsed.value, text) * factor
    found.push({ value_ha: parsed.value * factor, half_ha })
  }
  return found
}

function factorOf(unit: string | null): number | null {
  if (unit === null || /^(ha|hektar|hektare|hectares?)\.?$/i.test(unit)) return 1
  return /^(m2|m²|meter persegi)\.?$/i.test(unit) ? HA_PER_M2 : null
}
