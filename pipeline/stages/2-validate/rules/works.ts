import type { Row } from '../../../store/index.ts'
import { type Activity, loadActivities } from '../../../works/activities.ts'
import type { WorkUnit } from '../../../works/units.ts'
import { readings, type StatedUnits, trustedUnitOf, unitClashOf, unitsOf } from '../../../works/work-units.ts'
import type { RowFinding } from '../contract.ts'
import type { Judge } from '../judge.ts'
import { halfDigit } from './digits.ts'

/** ACTIVITY_UNKNOWN: works whose name is not in the dictionary lower no criterion. */
export const checkActivity: Judge = ({ row, report }) => {
  if (typeof row.activity !== 'string' || loadActivities().find(row.activity) !== null) return
  const nearest = loadActivities().nearest(row.activity)
  report({
    code: 'ACTIVITY_UNKNOWN',
    field: 'activity',
    got: row.activity,
    expected: nearest,
    message: {
      id: `Kegiatan "${row.activity}" tidak ada dalam daftar${nearest === null ? '.' : `; mungkin "${nearest}".`}`,
      en: `The activity "${row.activity}" is not in the list${nearest === null ? '.' : `; "${nearest}" may be meant.`}`,
    },
  })
}

/** UNIT_CLASH: the unit of the row, the one beside the printed number and those in which the activity counts disagree. */
export const checkWorksUnit: Judge = ({ row, report }) => {
  const clash = unitClash(row)
  if (clash !== null) report(clash)
}

/** The unit in which the volume of a row may be counted: null where its units disagree or none is known. */
export function trustedUnit(row: Row): WorkUnit | null {
  return trustedUnitOf(stated(row), activityOf(row))
}

function unitClash(row: Row): RowFinding | null {
  const activity = activityOf(row)
  const clash = unitClashOf(stated(row), activity)
  if (clash === null) return null
  const { by, got, expected } = clash
  const [id, en] =
    by === 'printed volume'
      ? [
          `Satuan ${got}, tetapi volume tertulis "${row.volume_text}".`,
          `The unit is ${got}, but the printed volume is "${row.volume_text}".`,
        ]
      : [
          `${activity!.name} dihitung dalam ${expected.join(' atau ')}, tertulis ${got}.`,
          `${activity!.name} counts in ${expected.join(' or ')}, stated is ${got}.`,
        ]
  return { code: 'UNIT_CLASH', field: 'unit', got, expected: expected.join(', '), message: { id, en } }
}

/** What a row says of its units. */
export function stated({ unit, volume_text }: Row): StatedUnits {
  return {
    unit: typeof unit === 'string' ? unit : null,
    volume_text: typeof volume_text === 'string' ? volume_text : null,
  }
}

function activityOf({ activity }: Row): Activity | null {
  return typeof activity === 'string' ? loadActivities().find(activity) : null
}

/** TEXT_TABLE: the number printed in the text of the volume is another than that of its column. */
export const checkWorksText: Judge = ({ row, report }) => {
  const { volume, volume_text } = row
  if (typeof volume !== 'number' || typeof volume_text !== 'string') return
  const printed = readings(volume_text).flatMap((reading) =>
    'error' in reading ? [] : (reading.value ?? []),
  )
  if (printed.length === 0) return
  const { stated: own, printed: unit } = unitsOf(stated(row))
  // Kilometres beside a column of metres are the same length, in other numbers.
  const factor = own !== null && unit !== null && own.base === unit.base ? unit.factor / own.factor : 1
  const digits = (number: number): number => (isCount(row) ? 0 : halfDigit(number) * factor)
  const fits = (number: number): boolean => Math.abs(number * factor - volume) <= digits(number) + 1e-9
  if (printed.some(fits)) return
  report({
    code: 'TEXT_TABLE',
    field: 'volume',
    got: String(volume),
    expected: volume_text,
    message: {
      id: `Volume ${volume}, tetapi teksnya "${volume_text}".`,
      en: `The volume is ${volume}, but its text says "${volume_text}".`,
    },
  })
}

function isCount(row: Row): boolean {
  const { stated: own, printed } = unitsOf(stated(row))
  return (own ?? printed)?.dimension === 'count'
}

/** WORKS_VOLUME: works without a volume, or with none done. */
export const checkWorksVolume: Judge = ({ row, report }) => {
  if (typeof row.volume === 'number' && row.volume > 0) return
  report({
    code: 'WORKS_VOLUME',
    field: 'volume',
    got: row.volume === null ? null : String(row.volume),
    expected: '> 0',
    message: {
      id: row.volume === null ? 'Kegiatan tanpa volume.' : `Volume kegiatan ${row.volume}.`,
      en: row.volume === null ? 'Works without a volume.' : `The volume of the works is ${row.volume}.`,
    },
  })
}

/** WORKS_YEAR and WORKS_EARLY: a year after the file was retrieved, or before any decree that could be mended. */
export const checkWorksYear: Judge = ({ row, world, report }) => {
  if (typeof row.year !== 'number') return
  const retrieved = world.city.sources.find(({ id }) => id === row.source_id)?.retrieved
  const latest = retrieved === undefined ? null : Number(retrieved.slice(0, 4))
  if (latest !== null && row.year > latest) {
    report({
      code: 'WORKS_YEAR',
      field: 'year',
      got: String(row.year),
      expected: `<= ${latest}`,
      message: {
        id: `Tahun kegiatan ${row.year}, padahal datanya diambil pada ${latest}.`,
        en: `The year of the works is ${row.year}, but the data were retrieved in ${latest}.`,
      },
    })
  }
  const first = [...world.decrees.values()].reduce<number | null>(
    (least, { vintage }) => (least === null || vintage < least ? vintage : least),
    null,
  )
  if (first === null || row.year >= first) return
  report({
    code: 'WORKS_EARLY',
    field: 'year',
    got: String(row.year),
    expected: `>= ${first}`,
    message: {
      id: `Kegiatan tahun ${row.year}, sebelum penetapan pertama (${first}).`,
      en: `Works of ${row.year}, before the first decree (${first}).`,
    },
  })
}
