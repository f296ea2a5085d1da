import type { Language } from './language.ts'

const METHODS: Record<string, Record<Language, string>> = {
  profile: { id: 'profilnya', en: 'its profile' },
  unit: { id: 'peta RT', en: 'the map of RT' },
  kawasan: { id: 'nama kawasannya', en: 'the name of its kawasan' },
  kawasan_rt: { id: 'kawasan dan RT/RW', en: 'kawasan and RT/RW' },
  kelurahan_rt: { id: 'kelurahan dan RT/RW', en: 'kelurahan and RT/RW' },
  boundary: { id: 'batas RT pada peta', en: 'its outline on the map' },
}

/** How an RT came to its zone, by `rt_zones.method`. */
export function methodText(method: string, lang: Language): string {
  return METHODS[method]?.[lang] ?? method
}
