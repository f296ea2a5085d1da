import type { Text } from '../../store/index.ts'
import { filled, type Language } from '../../values/language.ts'

export type { Language }

/** Every word of the page that is no data; `{name}` is filled in. */
const WORDS = {
  stale: {
    id: 'Catatan: {stages} akan dijalankan lagi bila kota dibangun sekarang; yang dijelaskan adalah bangunan terakhir.',
    en: 'Note: {stages} would run again were the city built now; this explains the last build.',
  },
  where: { id: 'Letak', en: 'Lies in' },
  zone: { id: 'Lokasi', en: 'Zone' },
  by_method: { id: '{zone}, menurut {how}', en: '{zone}, by {how}' },
  share: { id: '{pct} % luasnya', en: '{pct} % of its area' },
  kawasan: { id: 'Kawasan', en: 'Kawasan' },
  decree: { id: 'Keputusan', en: 'Decree' },
  record: { id: 'Rekaman', en: 'Record' },
  year: { id: 'Tahun data', en: 'Year' },
  no_year: { id: 'tanpa tahun', en: 'no year stated' },
  also: { id: '{year} (ada juga: {others})', en: '{year} (there are also: {others})' },
  methodology: { id: 'Metodologi', en: 'Methodology' },
  source: { id: '{source} (keyakinan {confidence})', en: '{source} (confidence {confidence})' },
  source_label: { id: 'Sumber', en: 'Source' },
  rule: { id: 'Aturan', en: 'Rule' },
  high: { id: 'tinggi', en: 'high' },
  medium: { id: 'sedang', en: 'medium' },
  low: { id: 'rendah', en: 'low' },

  result: { id: 'Hasil', en: 'Result' },
  total: { id: 'Jumlah nilai', en: 'Total score' },
  of: { id: '{total} dari {max}', en: '{total} of {max}' },
  between: { id: 'antara {min} dan {max}', en: 'between {min} and {max}' },
  stated_total: {
    id: 'tertulis dalam keputusan; rincian kriterianya tidak ada',
    en: 'as the decree states it; its criteria are not known',
  },
  class: { id: 'Kelas', en: 'Class' },
  class_open: { id: 'belum pasti: {min} sampai {max}', en: 'not certain: {min} to {max}' },
  class_limits: { id: 'Batas kelas', en: 'Class limits' },
  complete: { id: 'Kelengkapan', en: 'Completeness' },
  complete_of: {
    id: '{pct} % sel RT x kriteria diketahui',
    en: '{pct} % of the cells RT x criterion are known',
  },
  made_of: { id: 'Terdiri atas', en: 'Made up of' },
  headers: { id: 'Profil', en: 'Profile' },
  area: { id: '{n} ha terverifikasi', en: '{n} ha verified' },
  buildings: { id: '{n} bangunan', en: '{n} buildings' },
  people: { id: '{n} jiwa', en: '{n} people' },
  families: { id: '{n} KK', en: '{n} families' },
  no_total: {
    id: 'Unit ini tidak bernilai: tidak ada profil RT atau nilai tertulis untuknya. Lihat temuan di bawah.',
    en: 'This unit has no score: there is no RT profile or stated total for it. See the findings below.',
  },

  criteria: { id: 'Kriteria', en: 'Criteria' },
  criterion: { id: 'Kriteria', en: 'Criterion' },
  volume: { id: 'Volume', en: 'Volume' },
  denominator: { id: 'Pembagi', en: 'Out of' },
  percent: { id: 'Persen', en: 'Percent' },
  band: { id: 'Rentang', en: 'Band' },
  score: { id: 'Nilai', en: 'Score' },
  flag: { id: 'Tanda', en: 'Flag' },
  sum: { id: 'Jumlah', en: 'Sum' },
  not_known: { id: 'tidak diketahui', en: 'not known' },
  bands_rule: {
    id: 'Nilai adalah milik batas tertinggi yang dicapai persen. Batas: {source}.',
    en: 'The score is that of the highest cut the percent reaches. Cuts: {source}.',
  },
  flags: { id: 'Tanda', en: 'Flags' },
  ask_more: {
    id: 'Jalan lengkap satu kriteria: tambahkan --criterion, misalnya --criterion {id}.',
    en: 'The whole way of one criterion: add --criterion, such as --criterion {id}.',
  },

  areas: { id: 'Luas', en: 'Areas' },
  area_decree: { id: 'Menurut keputusan', en: 'As decreed' },
  area_utm: { id: 'Bidang UTM', en: 'UTM plane' },
  area_geodesic: { id: 'Elipsoid WGS 84', en: 'Ellipsoid WGS 84' },
  difference: { id: 'Selisih', en: 'Difference' },
  difference_of: {
    id: '{text} = {percent} % (batas {warn} % dan {error} %)',
    en: '{text} = {percent} % (limits {warn} % and {error} %)',
  },
  densities: { id: 'Penduduk dan kepadatan', en: 'People and densities' },
  population: { id: 'Penduduk', en: 'People' },
  people_per_ha: { id: 'Jiwa per ha', en: 'People per ha' },
  buildings_per_ha: { id: 'Bangunan per ha', en: 'Buildings per ha' },
  dense_from: { id: 'padat: mulai {n}', en: 'dense: from {n} on' },
  below_dense: { id: 'di bawah ambang {n}', en: 'below the threshold of {n}' },

  outside: { id: 'Di luar jumlah nilai', en: 'Outside the total' },
  outside_of: { id: 'Di luar jumlah nilai: lokasi {zone}', en: 'Outside the total: zone {zone}' },
  outside_year: {
    id: 'Saran menurut kelas {class} tahun {year}; yang menentukan adalah keputusan kepala daerah.',
    en: 'Suggestions by the class {class} of {year}; what holds is what a decree decides.',
  },
  outside_by_zone: {
    id: 'Legalitas, prioritas, penanganan, dan kewenangan berlaku per lokasi: jelaskan lokasinya.',
    en: 'Legality, priority, treatment and authority are given by zone: explain the zone.',
  },
  doubtful: { id: 'Meragukan', en: 'Doubtful' },
  land_legality: { id: 'Legalitas lahan', en: 'Land legality' },
  other_considerations: { id: 'Pertimbangan lain', en: 'Considerations' },
  priority: { id: 'Prioritas', en: 'Priority' },
  class_code: { id: 'Kode kelas', en: 'Class code' },
  treatment: { id: 'Penanganan', en: 'Treatment' },
  authority: { id: 'Kewenangan', en: 'Authority' },

  households: {
    id: 'Aturan rumah tangga (bukan bagian nilai)',
    en: 'Household rules (no part of the score)',
  },
  household_of: { id: '{n} rumah tangga disurvei', en: '{n} households surveyed' },
  institutions_of: { id: '{n} lembaga, semuanya dihitung', en: '{n} institutions, all of them counted' },
  counted_of: { id: '{n} {counts}, semuanya dihitung', en: '{n} {counts}, all of them counted' },
  of_people: { id: 'penduduk', en: 'of the people' },
  standard_error: { id: 'galat baku {n} poin', en: 'standard error {n} points' },
  more_lines: { id: 'dan {n} lagi (semuanya dengan --json)', en: 'and {n} more (all of them with --json)' },

  years: { id: 'Dari tahun ke tahun', en: 'Year by year' },
  kind: { id: 'Jenis', en: 'Kind' },
  surveyed: { id: 'disurvei', en: 'surveyed' },
  projected: { id: 'perkiraan setelah kegiatan', en: 'projected after works' },
  ha: { id: 'ha terverifikasi', en: 'ha verified' },
  ha_slum: { id: 'ha kumuh', en: 'ha slum' },
  portal: { id: 'kontribusi portal %', en: 'contribution portal %' },
  worksheet: { id: 'lembar kerja %', en: 'worksheet %' },
  cost: { id: 'biaya Rp', en: 'cost IDR' },

  findings: { id: 'Temuan validasi', en: 'Findings of the validation' },
  no_findings: { id: 'Tidak ada temuan tentang unit ini.', en: 'Nothing was found about this unit.' },
  times: { id: '({n} kali)', en: '({n} times)' },

  definition: { id: 'Yang dihitung', en: 'What counts' },
  aspect: { id: 'Aspek', en: 'Aspect' },
  test: { id: 'Uji', en: 'Test' },
  deficit_in: { id: 'kekurangan, dalam {unit}', en: 'the deficit, in {unit}' },
  step_records: { id: '{n}. Dari rekaman sumber', en: '{n}. From the records of the sources' },
  step_parts: { id: '{n}. RT yang membentuknya', en: '{n}. The RT that make it up' },
  step_volume: { id: '{n}. Volume', en: '{n}. Volume' },
  step_denominator: { id: '{n}. Pembagi', en: '{n}. Denominator' },
  step_percent: { id: '{n}. Persen', en: '{n}. Percent' },
  step_score: { id: '{n}. Rentang dan nilai', en: '{n}. Band and score' },
  step_total: { id: '{n}. Bagiannya dalam jumlah', en: '{n}. Its part in the total' },
  step_survey: { id: '{n}. Survei sebagai pembanding', en: '{n}. The survey beside it' },
  step_works: { id: '{n}. Kegiatan', en: '{n}. Works' },
  volume_record: { id: 'Volume', en: 'Volume' },
  denominator_record: { id: 'Pembagi', en: 'Denominator' },
  record_at: { id: '{title}: {path}, rekaman {row}', en: '{title}: {path}, record {row}' },
  no_record: { id: 'tidak ada rekaman sumber', en: 'no record of a source' },
  survey_header: {
    id: 'tidak ada profil tahun ini; dihitung dari survei (survey_profiles)',
    en: 'no profile of this year; counted from the survey (survey_profiles)',
  },
  values: { id: 'isi', en: 'holds' },
  corrections: { id: 'Koreksi', en: 'Corrections' },
  no_corrections: { id: 'tidak ada', en: 'none' },
  correction: {
    id: '{id}: {action}; {reason} ({provider}, {status})',
    en: '{id}: {action}; {reason} ({provider}, {status})',
  },
  corrections_gone: { id: 'tidak lagi ada dalam corrections.yaml', en: 'no longer in corrections.yaml' },
  from_stated: { id: 'tertulis pada rekaman', en: 'as the record states it' },
  from_percent: {
    id: 'rekaman menyatakan persennya; volume dihitung dari persen itu',
    en: 'the record states the percent; the volume follows from it',
  },
  from_density: {
    id: 'tidak tertulis; aturan kepadatan menghitung seluruhnya',
    en: 'not stated; the density rule counts the whole',
  },
  from_survey: { id: 'tidak tertulis; diisi dari survei', en: 'not stated; filled from the survey' },
  from_sum: { id: 'jumlah volume RT', en: 'sum of the volumes of the RT' },
  from_unknown: {
    id: 'asalnya tidak dicatat oleh bangunan ini',
    en: 'this build does not record where from',
  },
  density_at: { id: '{ratio} di sini, batas {limit}', en: '{ratio} here, limit {limit}' },
  volume_of_percent: {
    id: 'tidak diketahui, tetapi persennya ada ({origin})',
    en: 'not known, but its percent is ({origin})',
  },
  expression: { id: 'Ungkapan', en: 'Expression' },
  sum_of_rt: { id: 'jumlah {n} RT', en: 'sum over {n} RT' },
  rt_shared: { id: '{n} di antaranya hanya sebagian', en: '{n} of them only in part' },
  rt_told: {
    id: 'hanya {told} dari {all} RT yang menyebutnya',
    en: 'only {told} of {all} RT tell theirs',
  },
  sum_known: {
    id: '{n} dari yang diketahui; {missing} RT tanpa nilai',
    en: '{n} of what is known; {missing} RT lack it',
  },
  sum_open: { id: 'paling banyak {n} lagi', en: 'at most {n} more' },
  disagrees: {
    id: 'Perhatian: RT pada tabel ini tidak berjumlah sama dengan nilai unit; bangun kembali, atau laporkan.',
    en: 'Attention: the RT of these tables do not add up to the value of the unit; build again, or report it.',
  },
  fewer_rt: {
    id: '{n} RT unit ini dinilai dengan kriteria lain dan dihitung sebagai tidak diketahui.',
    en: '{n} RT of the unit were scored by other criteria and count as not known.',
  },
  never_averaged: {
    id: 'Nilai RT tidak dirata-ratakan: jumlah volume dibagi jumlah pembagi, lalu dinilai kembali.',
    en: 'Scores of RT are never averaged: the sum of volumes over the sum of denominators is scored anew.',
  },
  arithmetic: { id: '{text} = {percent} %', en: '{text} = {percent} %' },
  arithmetic_volume: {
    id: '{percent} % tertulis; volume {text} = {volume}',
    en: '{percent} % as given; the volume is {text} = {volume}',
  },
  percent_only: {
    id: '{percent} % sebagaimana tertulis; pembaginya tidak diketahui',
    en: '{percent} % as given; the denominator is not known',
  },
  zero: { id: 'pembagi nol: dianggap {percent} %', en: 'the denominator is zero: counted as {percent} %' },
  unknown_percent: {
    id: 'tidak diketahui: antara {min} % dan {max}',
    en: 'not known: between {min} % and {max}',
  },
  no_limit: { id: 'tanpa batas atas', en: 'no upper limit' },
  reached: {
    id: '{percent} % >= {cut} %{printed}: nilai {score}',
    en: '{percent} % >= {cut} %{printed}: score {score}',
  },
  below_all: {
    id: '{percent} % di bawah {cut} %: nilai {score}',
    en: '{percent} % is below {cut} %: score {score}',
  },
  printed: { id: ' (tercetak {text})', en: ' (printed {text})' },
  next_cut: {
    id: 'Batas berikut {cut} % (nilai {score}) kurang {short} poin.',
    en: 'The next cut, {cut} % (score {score}), is {short} points away.',
  },
  highest: { id: 'Tidak ada batas yang lebih tinggi.', en: 'There is no higher cut.' },
  score_between: { id: 'nilai {min} sampai {max}', en: 'score {min} to {max}' },
  part_total: {
    id: '{score} dari kriteria ini + {others} dari {n} kriteria lain = {total}',
    en: '{score} of this criterion + {others} of the {n} others = {total}',
  },
  rt: { id: 'RT', en: 'RT' },
  origin: { id: 'Asal volume', en: 'Volume from' },
  to_zone: { id: 'Ke lokasi menurut', en: 'To the zone by' },
  to_unit: { id: 'Lokasi', en: 'Zone' },
  rest: { id: '{n} RT lain', en: '{n} more RT' },
  survey_few: {
    id: 'Ada jawaban, tetapi dari terlalu sedikit rumah tangga untuk disebut.',
    en: 'There are answers, of too few households to be told.',
  },
  survey_asked_none: {
    id: '{percent} %, tanpa menanyai rumah tangga',
    en: '{percent} %, no household was asked',
  },
  survey_line: {
    id: '{percent} % ({bounds} % bila yang tidak menjawab dihitung), {answered} dari {households} rumah tangga menjawab{weighted}{error}',
    en: '{percent} % ({bounds} % with those who did not answer), {answered} of {households} households answered{weighted}{error}',
  },
  weighted: { id: ', berbobot', en: ', weighted' },
  survey_difference: {
    id: 'profil {profile} %, selisih {n} poin',
    en: 'profile {profile} %, {n} points apart',
  },
  works: { id: 'kegiatan', en: 'works' },
  after: { id: 'sesudah', en: 'after' },
  beyond: { id: 'di luar kebutuhan', en: 'beyond need' },
  since: { id: 'sejak survei', en: 'since survey' },
  units: { id: 'Satuan: {units}.', en: 'Units: {units}.' },
} as const satisfies Record<string, Text>

export type Word = keyof typeof WORDS

/** A word or sentence in a language, its `{name}` filled in. */
export function say(word: Word, lang: Language, fill: Record<string, string | number> = {}): string {
  return filled(WORDS[word][lang], fill)
}
