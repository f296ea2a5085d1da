import { OPEN_ZONE, ZONES } from './sample-plan.ts'
import { noise } from './sample-shapes.ts'

const CRITERIA: [criterion: string, aspect: string, label: string][] = [
  ['1a', '1', 'Ketidakteraturan bangunan'],
  ['1b', '1', 'Kepadatan bangunan'],
  ['1c', '1', 'Ketidaksesuaian dengan persyaratan teknis bangunan'],
  ['2a', '2', 'Cakupan pelayanan jalan lingkungan'],
  ['2b', '2', 'Kualitas permukaan jalan lingkungan'],
  ['3a', '3', 'Ketidaktersediaan akses aman air minum'],
  ['3b', '3', 'Tidak terpenuhinya kebutuhan air minum'],
  ['4a', '4', 'Ketidakmampuan mengalirkan limpasan air'],
  ['4b', '4', 'Ketidaktersediaan drainase'],
  ['4c', '4', 'Kualitas konstruksi drainase'],
  ['5a', '5', 'Sistem pengelolaan air limbah tidak sesuai standar teknis'],
  ['5b', '5', 'Prasarana dan sarana pengelolaan air limbah tidak sesuai'],
  ['6a', '6', 'Prasarana dan sarana persampahan tidak sesuai'],
  ['6b', '6', 'Sistem pengelolaan persampahan tidak sesuai'],
  ['7a', '7', 'Ketidaktersediaan prasarana proteksi kebakaran'],
  ['7b', '7', 'Ketidaktersediaan sarana proteksi kebakaran'],
]

const COLUMNS = [
  ...[
    'level',
    'id',
    'vintage',
    'methodology',
    'criterion',
    'aspect',
    'label_id',
    'label_en',
    'unit',
    'volume',
  ],
  ...['volume_source', 'denominator', 'percent', 'score', 'score_min', 'score_max', 'flag'],
]

/** Just under the cut of the first band, and of no score: with one decimal it would read as the cut of the next. */
export const UNDER_A_CUT = { criterion: '2a', percent: 24.980041 }

/**
 * Scores whose sums equal the zones' totals in the newest year, and are worse in the year before. In the newest, one
 * criterion of {@link OPEN_ZONE} is not known, one of every zone lies just under a cut where it has no score, and one of
 * the zone with a stale area has a flag.
 */
export function criterionScores(): string {
  const lines = [COLUMNS.join(',')]
  ZONES.forEach(({ score }, z) => {
    if (score === null) return
    for (const [vintage, total] of [
      [2018, Math.min(78, score + 12)],
      [2021, score],
    ] as const) {
      const scores = spread(total, z + vintage)
      const open = z === OPEN_ZONE && vintage === 2021 ? scores.indexOf(0) : -1
      CRITERIA.forEach(([criterion, aspect, label], i) => {
        const points = scores[i] ?? 0
        const from = { 0: 4, 1: 28, 3: 53, 5: 78 }[points] ?? 0
        const isUnder = vintage === 2021 && points === 0 && criterion === UNDER_A_CUT.criterion
        const percent = isUnder ? UNDER_A_CUT.percent : from + Math.abs(noise(z * 31 + i)) * 18
        const denominator = 120 + i * 10
        const isOpen = i === open
        const flag = isOpen ? 'missing' : z === 3 && vintage === 2021 && i === 0 ? 'percent differs' : ''
        const of = `zone,99.01-K0${z + 1},${vintage},permen-pupr-14-2018,${criterion},${aspect},"${label}","${label}",unit`
        lines.push(
          isOpen
            ? `${of},,sum,${denominator},,,0,5,${flag}`
            : `${of},${(percent / 100) * denominator},sum,${denominator},${percent},${points},${points},${points},${flag}`,
        )
      })
    }
  })
  return `${lines.join('\n')}\n`
}

/** Sixteen scores of 0, 1, 3 or 5 with the given sum. */
function spread(total: number, seed: number): number[] {
  const scores = CRITERIA.map(() => 0)
  let left = total
  for (let round = 0; left > 0 && round < 400; round++) {
    const i = Math.floor(((noise(seed + round * 7) + 1) / 2) * 16) % 16
    const at = scores[i] ?? 0
    const next = at === 0 ? 1 : at === 1 ? 3 : 5
    if (next - at > left || at === 5) continue
    scores[i] = next
    left -= next - at
  }
  for (let i = 0; left > 0 && i < 16; i++) {
    if (scores[i] === 0) {
      scores[i] = 1
      left--
    }
  }
  return scores
}
