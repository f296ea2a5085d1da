import type { Cell } from '../types.ts'
import type { DbfField } from './dbf.ts'

/** Bytes of the column types that Visual FoxPro and dBASE 7 store as binary numbers, little end first. */
const BINARY_BYTES: Record<string, number> = { I: 4, '+': 4, O: 8, B: 8, Y: 8, T: 8, '@': 8 }
/** Memos, pictures and other objects: the cell holds the number of a block in a file of its own. */
const MEMO_TYPES = ['M', 'G', 'P', 'W']
const JULIAN_DAY_OF_1970 = 2_440_588
const JULIAN_DAY_OF_YEAR_1 = 1_721_426
const JULIAN_DAY_OF_YEAR_10000 = 5_373_485
const DAY_MS = 86_400_000

export function isBinary(field: DbfField): boolean {
  return BINARY_BYTES[field.type] === field.length
}

/** Whether a column holds memos. `B` is a double in Visual FoxPro and an object in dBASE, told apart by the width. */
export function isMemo(field: DbfField): boolean {
  return MEMO_TYPES.includes(field.type) || (field.type === 'B' && field.length === 10)
}

/** Whether cells of the column are read as what its type says; others are read as text, as `V` of Visual FoxPro is. */
export function isKnown(field: DbfField): boolean {
  return 'CNFDLV'.includes(field.type) || isMemo(field) || isBinary(field)
}

/** Whether the column type holds numbers only, written or binary. */
export function isNumeric(field: DbfField): boolean {
  return field.type === 'N' || field.type === 'F' || ('I+OBY'.includes(field.type) && isBinary(field))
}

/**
 * A binary cell: integers and doubles as numbers, currency as text with its four decimals, a moment as `YYYY-MM-DDTHH:MM:SS` without a time
 * zone. Undefined for bytes that hold nothing of the type.
 */
export function binaryCell(bytes: Buffer, at: number, type: string): Cell | undefined {
  switch (type) {
    case 'I':
    case '+':
      return bytes.readInt32LE(at)
    case 'O':
    case 'B': {
      const value = bytes.readDoubleLE(at)
      return Number.isFinite(value) ? value : undefined
    }
    case 'Y':
      return currency(bytes.readBigInt64LE(at))
    default:
      return moment(bytes.readInt32LE(at), bytes.readInt32LE(at + 4))
  }
}

function currency(tenThousandths: bigint): string {
  const sign = tenThousandths < 0n ? '-' : ''
  const digits = String(tenThousandths < 0n ? -tenThousandths : tenThousandths).padStart(5, '0')
  return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

const SPACES = 0x20202020

function moment(julianDay: number, ms: number): string | null | undefined {
  if ((julianDay === 0 && ms === 0) || (julianDay === SPACES && ms === SPACES)) return null
  if (julianDay < JULIAN_DAY_OF_YEAR_1 || julianDay >= JULIAN_DAY_OF_YEAR_10000) return undefined
  if (ms < 0 || ms >= DAY_MS) return undefined
  // FoxPro stores 12:00:00 as 43,199,999 ms now and then.
  const seconds = Math.round(ms / 1000)
  const date = new Date((julianDay - JULIAN_DAY_OF_1970) * DAY_MS + seconds * 1000)
  return date.toISOString().slice(0, 19)
}
