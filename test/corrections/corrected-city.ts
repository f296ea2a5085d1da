import { Corrections, loadCorrections } from '../../pipeline/corrections/index.ts'
import { UserError } from '../../pipeline/errors.ts'
import type { Row } from '../../pipeline/store/index.ts'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'

const SOURCES = [
  { id: 'sk', table: 'decrees' },
  { id: 'volume', table: 'rt_deficits' },
  { id: 'volume-2', table: 'rt_deficits' },
  { id: 'profil', table: 'rt_profiles' },
  { id: 'survei', table: 'households' },
  { id: 'deliniasi', table: 'zones' },
]

/** What corrections must know of a city that feeds some tables, one of them twice; with its corrections.yaml. */
export function correctedCity(correctionsYaml: string | null) {
  const directory = temporaryFolder()
  if (correctionsYaml !== null) writeFiles(directory, { 'corrections.yaml': correctionsYaml })
  return { directory, sources: SOURCES }
}

/** One entry that is right in all its keys; changes by key, `null` takes a key out. */
export function entry(changes: Record<string, string | null> = {}): string {
  const keys: Record<string, string | null> = {
    id: 'melati-1b',
    table: 'rt_deficits',
    source: 'volume',
    where: '{ rt_id: 99.71/210, vintage: 2019, criterion: 1b }',
    action: 'override',
    set: '{ volume: 0.156 }',
    expect: '{ values: { volume: 0.312 } }',
    reason: '{ id: Tercatat dua kali., en: Written twice. }',
    provider: 'Dinas Perkim',
    reported: '2026-03-14',
    status: 'reported',
    ...changes,
  }
  const lines = Object.entries(keys).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]))
  return `  - ${lines.join('\n    ')}\n`
}

export function file(...entries: string[]): string {
  return `corrections:\n${entries.join('')}`
}

export function correctionsOf(...entries: string[]): Corrections {
  return new Corrections(loadCorrections(correctedCity(file(...entries))))
}

export function deficit(changes: Row = {}): Row {
  return {
    rt_id: '99.71/210',
    vintage: 2019,
    criterion: '1b',
    volume: 0.312,
    score_stated: 3,
    source_id: 'volume',
    source_row: 12,
    ...changes,
  }
}

/** The refusal that something ends with. */
export function refusalOf(act: () => unknown): UserError {
  try {
    act()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('expected a refusal, but there was none')
}

/** Each row through the corrections of rt_deficits. */
export function pass(corrections: Corrections, ...rows: Row[]) {
  return rows.map((row) => corrections.table('rt_deficits').apply(row))
}

/** Changes of {@link entry} that make it another action. */
export const DROP = { action: 'drop', set: null }
export const FLAG = { action: 'flag', set: null, expect: null }
export const SCALE = { action: 'scale', set: null, scale: '{ volume: 0.5 }' }
