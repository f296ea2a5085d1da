import type { Text } from '../../store/index.ts'
import { type Language, say, type Word } from './words.ts'

const SOURCES: Record<string, Word> = {
  stated: 'from_stated',
  'stated percent': 'from_percent',
  'density rule': 'from_density',
  survey: 'from_survey',
  sum: 'from_sum',
}

/** Where a volume comes from, by `volume_source`. */
export function originText(source: string | null, lang: Language): string {
  const word = source === null ? 'from_unknown' : SOURCES[source]
  return word === undefined ? source! : say(word, lang)
}

const ACTIONS: Record<string, Text> = {
  drop: { id: 'dikeluarkan', en: 'left out' },
  override: { id: 'nilai diganti', en: 'value replaced' },
  scale: { id: 'nilai dikalikan', en: 'value multiplied' },
  flag: { id: 'ditandai', en: 'marked' },
}

export function actionText(action: string, lang: Language): string {
  return ACTIONS[action]?.[lang] ?? action
}

const SEVERITIES: Record<string, Text> = {
  info: { id: 'info', en: 'info' },
  warn: { id: 'peringatan', en: 'warning' },
  quarantine: { id: 'karantina', en: 'quarantine' },
  fail: { id: 'gagal', en: 'failure' },
}

export function severityText(severity: string, lang: Language): string {
  return SEVERITIES[severity]?.[lang] ?? severity
}

const COMPARED: Record<string, Text> = {
  fills: { id: 'mengisi volume yang tidak tertulis', en: 'fills the volume that is not stated' },
  agrees: { id: 'sesuai dengan profil', en: 'agrees with the profile' },
  differs: { id: 'berbeda dari profil', en: 'differs from the profile' },
  'too few': { id: 'terlalu sedikit rumah tangga', en: 'too few households' },
  compared: { id: 'hanya dibandingkan', en: 'compared only' },
}

export function comparedText(status: string, lang: Language): string {
  return COMPARED[status]?.[lang] ?? status
}
