import { formatNumber } from './format.ts'
import type { ReportStats, Text } from './types.ts'

/** The one sentence the report opens with. */
export function verdict(stats: ReportStats): Text {
  const { fail } = stats.findings
  // Findings that would set a record aside but met no record are still to be looked at.
  const warn = stats.findings.warn + (stats.quarantined === 0 ? stats.findings.quarantine : 0)
  const { accepted, quarantined, read } = stats
  if (fail > 0) {
    return {
      id: `Data belum dapat dipakai: ${id(fail)} pelanggaran harus diperbaiki dahulu.`,
      en: `The data cannot be used yet: ${count(fail, 'violation')} must be mended first.`,
    }
  }
  if (read === 0) return { id: 'Tidak ada rekaman yang dibaca.', en: 'No records were read.' }
  if (accepted === 0 && quarantined > 0) {
    return {
      id: `Belum ada rekaman yang dapat dipakai: ${id(quarantined)} rekaman dikarantina.`,
      en: `None of the records can be used yet: ${count(quarantined, 'record')} ${is(quarantined)} quarantined.`,
    }
  }
  if (accepted === 0) {
    return {
      id: 'Tidak ada rekaman yang dipakai: semuanya disaring.',
      en: 'No records are used: all were filtered out.',
    }
  }
  const look = {
    id: `${id(warn)} peringatan perlu dilihat`,
    en: `${count(warn, 'warning')} should be looked at`,
  }
  if (quarantined > 0) {
    return {
      id: `Data dapat dipakai, tetapi ${id(quarantined)} rekaman dikarantina${warn > 0 ? ` dan ${look.id}` : ''}.`,
      en: `The data can be used, but ${count(quarantined, 'record')} ${is(quarantined)} quarantined${warn > 0 ? ` and ${look.en}` : ''}.`,
    }
  }
  if (warn > 0) {
    return { id: `Semua rekaman dapat dipakai; ${look.id}.`, en: `All records can be used; ${look.en}.` }
  }
  return {
    id: 'Semua rekaman dapat dipakai; tidak ada yang perlu diperbaiki.',
    en: 'All records can be used; there is nothing to mend.',
  }
}

function id(value: number): string {
  return formatNumber(value, 0, 'id')
}

function count(value: number, noun: string): string {
  return `${formatNumber(value, 0, 'en')} ${noun}${value === 1 ? '' : 's'}`
}

function is(value: number): string {
  return value === 1 ? 'is' : 'are'
}
