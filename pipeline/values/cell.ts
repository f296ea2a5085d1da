import type { Column, Text } from '../store/index.ts'
import { type CodeFault, parseKelurahanCode } from './code.ts'
import { inColumnUnit } from './column-unit.ts'
import { parseDate } from './date.ts'
import { statesInterval } from './interval.ts'
import { parseNumber } from './number.ts'
import { parseRtRw } from './rt-rw.ts'
import { cleanText, decodeEntities } from './text.ts'
import type { Cell } from './types.ts'
import { parseYear } from './year.ts'

export type ParsedCell =
  | { value: string | number | boolean | null }
  | {
      code:
        | 'VALUE_UNPARSABLE'
        | 'VALUE_AMBIGUOUS'
        | 'VALUE_INTERVAL'
        | 'RT_PARSE'
        | 'CODE_SCHEME'
        | 'CODE_DAMAGED'
      message: Text
    }

const TRUE = new Set(['1', 'y', 'ya', 'yes', 'true', 't'])
const FALSE = new Set(['0', 'n', 'tidak', 'no', 'false', 'f'])

/** A cell as the column of a canonical table wants it; what cannot be read is named, never guessed. */
export function parseCell(column: Column, cell: Cell, decimal?: ',' | '.'): ParsedCell {
  switch (column.type) {
    case 'number':
    case 'integer':
      return column.unit === 'year' ? parseYearCell(cell) : parseNumeric(column, cell, decimal)
    case 'boolean':
      return parseBoolean(cell)
    case 'string':
      return parseText(column, cell)
  }
}

function parseYearCell(cell: Cell): ParsedCell {
  const parsed = parseYear(cell)
  return 'value' in parsed ? parsed : unparsable({ id: 'Bukan tahun.', en: 'Not a year.' })
}

function parseNumeric(column: Column, cell: Cell, decimal: ',' | '.' | undefined): ParsedCell {
  const isMoney = column.unit === 'IDR'
  const parsed = parseNumber(cell, { decimal, isMoney })
  if ('error' in parsed) {
    if (parsed.error === 'ambiguous') {
      return {
        code: 'VALUE_AMBIGUOUS',
        message: {
          id: 'Satu pemisah di depan tepat tiga angka: desimal atau ribuan? Nyatakan "decimal" pada sumber ini.',
          en: 'One separator before exactly three digits: decimal or thousands? State "decimal" for this source.',
        },
      }
    }
    if (typeof cell === 'string' && statesInterval(decodeEntities(cell))) {
      return {
        code: 'VALUE_INTERVAL',
        message: {
          id: 'Batas atau rentang, bukan satu bilangan: batasnya tidak dipakai sebagai nilai.',
          en: 'A bound or a range, not one number: its bound is not taken for the value.',
        },
      }
    }
    const hasOtherSign = decimal !== undefined && !('error' in parseNumber(cell, { isMoney }))
    return unparsable(
      hasOtherSign
        ? {
            id: `Bukan bilangan dengan tanda desimal "${decimal}".`,
            en: `Not a number with the decimal sign "${decimal}".`,
          }
        : { id: 'Bukan bilangan.', en: 'Not a number.' },
    )
  }
  if (parsed.value === null) return { value: null }
  const measured = inColumnUnit(parsed.value, parsed.unit, column.unit)
  if ('other' in measured) return unparsable(otherUnit(measured.other, column.unit!))
  if (column.type === 'integer' && !Number.isSafeInteger(measured.value)) {
    return unparsable({ id: 'Bukan bilangan bulat.', en: 'Not a whole number.' })
  }
  return { value: measured.value }
}

function otherUnit(other: string | null, unit: string): Text {
  return other === null
    ? {
        id: `Kata di belakang bilangan bukan satuan kolom ini (${unit}).`,
        en: `The words beside the number are not the unit of this column (${unit}).`,
      }
    : {
        id: `Satuan tertulis "${other}", padahal kolom ini dalam ${unit}.`,
        en: `The written unit is "${other}", but this column is in ${unit}.`,
      }
}

function parseBoolean(cell: Cell): ParsedCell {
  if (typeof cell === 'boolean') return { value: cell }
  const text = cleanText(cell)?.toLowerCase()
  if (text === undefined) return { value: null }
  if (TRUE.has(text)) return { value: true }
  if (FALSE.has(text)) return { value: false }
  return unparsable({ id: 'Bukan ya atau tidak.', en: 'Not yes or no.' })
}

function parseText(column: Column, cell: Cell): ParsedCell {
  // A column of printed text keeps its spelling: it is evidence.
  if (column.name.endsWith('_text')) return { value: cell === null ? null : String(cell) }
  const text = cleanText(cell)
  if (text === null) return { value: null }
  if (column.format === 'rt_rw') {
    const parsed = parseRtRw(text)
    if (parsed) return { value: parsed.key }
    return {
      code: 'RT_PARSE',
      message: { id: 'Ejaan RT/RW tidak dikenali.', en: 'The RT/RW spelling is not known.' },
    }
  }
  if (column.format === 'kelurahan_code') {
    const parsed = parseKelurahanCode(text)
    if ('value' in parsed) return parsed
    return codeFault(parsed.error)
  }
  if (column.format === 'date') {
    const parsed = parseDate(text)
    if ('value' in parsed) return parsed
    return unparsable({ id: 'Bukan tanggal.', en: 'Not a date.' })
  }
  return { value: text }
}

function unparsable(message: Text): ParsedCell {
  return { code: 'VALUE_UNPARSABLE', message }
}

function codeFault(fault: CodeFault): ParsedCell {
  switch (fault) {
    case 'bps':
      return {
        code: 'CODE_SCHEME',
        message: {
          id: 'Kode BPS, bukan kode Kemendagri; padankan lewat tabel, jangan diubah titiknya saja.',
          en: 'A BPS code, not a Kemendagri one; match it through a table, never by moving dots.',
        },
      }
    case 'basis':
      return {
        code: 'CODE_SCHEME',
        message: {
          id: 'Tampak seperti kode Basis KOTAKU (8 angka), bukan kode Kemendagri.',
          en: 'Looks like a Basis code of KOTAKU (8 digits), not a Kemendagri one.',
        },
      }
    case 'damaged':
      return {
        code: 'CODE_DAMAGED',
        message: {
          id: 'Kode dibulatkan oleh lembar kerja; angka terakhirnya hilang.',
          en: 'The code was rounded by a spreadsheet; its last digits are gone.',
        },
      }
    case 'unparsable':
      return unparsable({
        id: 'Bukan kode kelurahan Kemendagri (PP.KK.CC.DDDD).',
        en: 'Not a Kemendagri kelurahan code (PP.KK.CC.DDDD).',
      })
  }
}
