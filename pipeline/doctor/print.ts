import { plainLine } from '../terminal.ts'
import type { Language } from '../values/language.ts'
import type { Check, Finding, Verdict } from './finding.ts'

const TITLES: Record<Check, Record<Language, string>> = {
  node: { id: 'Node.js', en: 'Node.js' },
  database: { id: 'basis data', en: 'database' },
  geometry: { id: 'geometri', en: 'geometry' },
  bundler: { id: 'penyusun laman', en: 'page bundler' },
  memory: { id: 'memori', en: 'memory' },
  output: { id: 'folder keluaran', en: 'output folder' },
  clock: { id: 'jam', en: 'clock' },
  language: { id: 'bahasa', en: 'language' },
  tippecanoe: { id: 'tippecanoe', en: 'tippecanoe' },
  city: { id: 'kota', en: 'city' },
  build: { id: 'build terakhir', en: 'last build' },
}

const WORDS = {
  en: {
    verdict: { ok: 'ok', attention: 'attention', broken: 'BROKEN' },
    next: 'next',
    ends: {
      ok: 'This machine can build.',
      attention: 'This machine can build; see what asks for attention.',
      broken: 'This machine cannot build until what is broken is mended.',
    },
  },
  id: {
    verdict: { ok: 'baik', attention: 'perhatian', broken: 'RUSAK' },
    next: 'langkah',
    ends: {
      ok: 'Mesin ini dapat membangun.',
      attention: 'Mesin ini dapat membangun; lihat yang perlu perhatian.',
      broken: 'Mesin ini belum dapat membangun sampai yang rusak dibetulkan.',
    },
  },
} as const

/** A line each, under it the next step where it is not ok, and the verdict of all. */
export function doctorLines(findings: readonly Finding[], language: Language): string[] {
  const words = WORDS[language]
  const name = ({ check, city }: Finding) => `${TITLES[check][language]}${city === null ? '' : ` ${city}`}`
  const verdicts = Object.values(words.verdict)
  const widths = [verdicts, findings.map(name)].map((texts) => Math.max(...texts.map((text) => text.length)))
  const lines = findings.flatMap((finding) => {
    const { verdict, got, next } = finding
    const start = `${words.verdict[verdict].padEnd(widths[0]!)}  ${name(finding).padEnd(widths[1]!)}`
    const indent = ' '.repeat(start.length + 2)
    return [
      `${start}  ${got[language]}`,
      ...(next === null ? [] : [`${indent}${words.next}: ${next[language]}`]),
    ]
  })
  return [...lines, '', words.ends[worst(findings)]].map(plainLine)
}

/** The verdict of all: the worst of any. */
export function worst(findings: readonly Finding[]): Verdict {
  const verdicts: Verdict[] = ['broken', 'attention', 'ok']
  return verdicts.find((verdict) => findings.some((finding) => finding.verdict === verdict)) ?? 'ok'
}
