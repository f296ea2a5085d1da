import { both } from './format.ts'
import { isPersonal } from './privacy.ts'
import type { ReportRule } from './types.ts'

/** What a table is about, as a reader of the report thinks of it. */
export type Subject = 'zones' | 'decree' | 'rt' | 'works' | 'places' | 'survey'

const SUBJECTS: Record<string, Subject> = {
  zones: 'zones',
  decrees: 'decree',
  decree_rows: 'decree',
  rt_deficits: 'rt',
  rt_profiles: 'rt',
  kawasan_deficits: 'rt',
  kawasan_profiles: 'rt',
  interventions: 'works',
}

export function subjectOf(table: string): Subject {
  return SUBJECTS[table] ?? (isPersonal(table) ? 'survey' : 'places')
}

/** How much a rule changes of what is published: of households only aggregates are, so none of theirs weighs most. */
export function effectiveWeight({ weight, table }: Pick<ReportRule, 'weight' | 'table'>): number {
  if (subjectOf(table) !== 'survey') return weight
  return { 1: 0.5, 2: 1.5, 3: 1.75 }[weight]
}

const CHANGES_NOTHING = both('Tidak mengubah angka yang diterbitkan.', 'Changes no published figure.')

const EFFECTS: Record<Subject, Record<2 | 3, string>> = {
  zones: {
    3: both(
      'Mengubah hektare, nilai, atau letak lokasi yang diterbitkan.',
      'Changes the published hectares, score or place of a location.',
    ),
    2: both('Mengubah nama atau kaitan lokasi.', 'Changes the name or a link of a location.'),
  },
  decree: {
    3: both(
      'Mengubah hektare, nilai, atau daftar lokasi menurut SK.',
      'Changes the hectares, scores or list of locations by decree.',
    ),
    2: both('Mengubah keterangan SK yang diterbitkan.', 'Changes what is published of the decree.'),
  },
  rt: {
    3: both('Mengubah nilai RT dan lokasinya.', 'Changes the score of an RT and its location.'),
    2: both('Mengubah jumlah atau kaitan RT.', 'Changes a count or a link of RT.'),
  },
  works: {
    3: both(
      'Mengubah perbandingan kegiatan dengan kebutuhannya.',
      'Changes how works compare with what is needed.',
    ),
    2: both('Mengubah daftar kegiatan per lokasi.', 'Changes the list of works of a location.'),
  },
  places: {
    3: both(
      'Mengubah jumlah atau letak objek di peta.',
      'Changes the count or places of features on the map.',
    ),
    2: both('Mengubah nama atau kaitan objek di peta.', 'Changes a name or a link of features on the map.'),
  },
  survey: {
    3: both('Mengubah agregat survei.', 'Changes the aggregates of the survey.'),
    2: both('Mengubah kaitan dalam agregat survei.', 'Changes a link in the aggregates of the survey.'),
  },
}

/** What of the published figures a rule changes, in one sentence. */
export function effectOf({ weight, table }: Pick<ReportRule, 'weight' | 'table'>): string {
  return weight === 1 ? CHANGES_NOTHING : EFFECTS[subjectOf(table)][weight]
}
