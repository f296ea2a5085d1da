import { releaseTitle } from '../../../release/title.ts'
import { STAGE_TITLES, type StageName } from '../../../stage.ts'
import type { Row, Text } from '../../../store/index.ts'
import type { Language } from '../../../values/language.ts'
import { licenceText } from '../../../values/licence-text.ts'
import type { LineageFacts } from './lineage-facts.ts'
import type { ReleaseContents } from './release-contents.ts'
import { releaseDescription } from './release-words.ts'

/**
 * The lineage of a release in the order of ISO 19115 (statement, sources, process steps, limits), in Indonesian and then in
 * English, as Markdown that reads as plain text.
 */
export function lineageText(contents: ReleaseContents, facts: LineageFacts): string {
  const languages: Language[] = ['id', 'en']
  return languages.map((language) => lineageIn(language, contents, facts)).join('\n---\n\n')
}

function lineageIn(language: Language, contents: ReleaseContents, facts: LineageFacts): string {
  const say = (id: string, en: string): string => (language === 'id' ? id : en)
  const of = (text: Text): string => plain(text[language])
  const section = (title: string, lines: readonly string[]): string =>
    [`## ${title}`, '', ...lines].join('\n').trimEnd().concat('\n')
  const points = (lines: readonly string[]): string[] => lines.map((line) => `- ${line}`)
  const { city, sources, time } = contents
  const { publisher } = city.publish
  return [
    `# ${of(releaseTitle(contents))}: ${say('silsilah data', 'lineage')}\n`,
    section(
      say('Pernyataan', 'Statement'),
      points([
        of(releaseDescription(contents)),
        ...(publisher === null ? [] : [`${say('Penerbit', 'Publisher')}: ${of(publisher.name)}.`]),
        time === null
          ? say('Data tidak menyebut waktu.', 'The data tell no time.')
          : `${say('Waktu data', 'Time of the data')}: ${time.start} / ${time.end}.`,
      ]),
    ),
    section(
      say('Sistem koordinat', 'Coordinate reference systems'),
      points([
        say(
          'Lapisan: bujur dan lintang pada WGS 84 (OGC:CRS84), tujuh desimal.',
          'Layers: longitude and latitude on WGS 84 (OGC:CRS84), seven decimals.',
        ),
        say(
          `Hektare "utm": bidang datar pada ${city.utm_crs}. Hektare "geodesic": elipsoid WGS 84.`,
          `Hectares "utm": planar, in ${city.utm_crs}. Hectares "geodesic": on the ellipsoid of WGS 84.`,
        ),
      ]),
    ),
    section(
      say('Sumber', 'Sources'),
      sources.flatMap((source) => sourceLines(source, language)),
    ),
    section(
      say('Langkah proses', 'Process steps'),
      (Object.keys(STAGE_TITLES) as StageName[]).flatMap((stage) => [
        `### ${stage}: ${STAGE_TITLES[stage][language]}`,
        '',
        ...points(stepLines(stage, contents, facts, language)),
        '',
      ]),
    ),
    section(say('Batas yang diketahui', 'Known limits'), points(limitLines(contents, facts, language))),
  ].join('\n')
}

function sourceLines(source: Row, language: Language): string[] {
  const say = (id: string, en: string): string => (language === 'id' ? id : en)
  const told = (value: unknown): string => (value === null ? say('tidak disebut', 'not told') : plain(value))
  const title = language === 'id' ? source.title_id : source.title_en
  return [
    `### ${plain(source.source_id)}: ${plain(title)}`,
    '',
    `- ${say('Tabel', 'Table')}: ${plain(source.table_name)}; ${say('berkas', 'file')}: ${plain(source.path)} (${plain(source.format)}, ${source.bytes} ${say('bita', 'bytes')})`,
    `- SHA-256: ${told(source.sha256)}`,
    `- ${say('Lisensi', 'Licence')}: ${plain(licenceText(String(source.licence), language))}; ${say('diambil', 'retrieved')}: ${told(source.retrieved)}`,
    `- CRS: ${source.crs_code === null ? say('tanpa geometri', 'no geometry') : told(source.crs_code)}; ${say('pengodean', 'encoding')}: ${told(source.encoding)}`,
    `- ${say('Baris dibaca', 'Rows read')} ${source.rows_read} = ${say('diterima', 'accepted')} ${source.rows_accepted} + ${say('dikarantina', 'quarantined')} ${source.rows_quarantined} + ${say('disaring', 'filtered')} ${source.rows_filtered}`,
    '',
  ]
}

/** What each stage did with what this city has; a stage that had nothing to work on says so. */
function stepLines(
  stage: StageName,
  { city, layers, sources }: ReleaseContents,
  { rules, corrections, areas, area_words, densities, methodologies }: LineageFacts,
  language: Language,
): string[] {
  const say = (id: string, en: string): string => (language === 'id' ? id : en)
  const of = (text: Text): string => plain(text[language])
  const number = (value: number): string => (language === 'id' ? `${value}`.replace('.', ',') : `${value}`)
  const where = (holds: boolean, id: string, en: string): string[] => (holds ? [say(id, en)] : [])
  const has = (table: string): boolean => sources.some(({ table_name }) => table_name === table)
  const isDrawn = (layer: string): boolean => layers.some(({ profile }) => profile.name === layer)
  const { area, density, indicators, privacy } = city
  const limits = [number(area.difference_warn_pct), number(area.difference_error_pct)] as const
  const statuses = (['ok', 'stale', 'wrong'] as const).map((code) => `${of(area_words[code])} ${areas[code]}`)
  const found = [...statuses, `${say('Tanpa luas SK', 'No decreed area')} ${areas.missing}`].join('; ')
  const units = [...(isDrawn('kelurahan') ? ['kelurahan'] : []), ...(isDrawn('rt') ? ['RT'] : [])]
  const steps: Record<StageName, () => string[]> = {
    '1-ingest': () => [
      say(
        'Berkas dibaca apa adanya ke tabel kanonis; kolom pribadi (nama, NIK, nomor KK, telepon) dibuang saat dibaca.',
        'Files are read as they are into canonical tables; personal columns (names, NIK, KK numbers, phones) are dropped while reading.',
      ),
      ...where(
        sources.some(({ crs_code }) => crs_code !== null),
        'Koordinat dialihkan ke WGS 84 dari CRS tiap sumber; Z dan M dibuang.',
        'Coordinates are moved to WGS 84 from the CRS of each source; Z and M are dropped.',
      ),
    ],
    '2-validate': () => [
      ...rules.map(({ code, severity, title, count }) => `${code} (${severity}, ${count}): ${of(title)}`),
      ...corrections.map(
        ({ id, reason, status, rows }) =>
          `${say('Koreksi', 'Correction')} ${plain(id)} (${plain(status)}, ${rows} ${say('baris', 'rows')}): ${of(reason)}`,
      ),
      ...where(rules.length === 0, 'Tidak ada temuan.', 'Nothing was found.'),
    ],
    '3-area': () => [
      ...where(
        areas.ok + areas.stale + areas.wrong > 0,
        `Luas SK dibandingkan dengan luas terukur: peringatan di atas ${limits[0]} %, kesalahan di atas ${limits[1]} %. Hasil: ${found}.`,
        `Decreed against measured hectares: a warning above ${limits[0]} %, an error above ${limits[1]} %. Result: ${found}.`,
      ),
      ...where(
        units.length > 0,
        `Lokasi dipotong ${units.join(' dan ')}; serpih lebih tipis dari ${number(area.sliver_m)} m digabung ke tetangganya (overlay_checks).`,
        `Zones are cut by ${units.join(' and ')}; slivers thinner than ${number(area.sliver_m)} m go to their neighbours (overlay_checks).`,
      ),
    ],
    '4-density': () => [
      ...where(
        densities.buildings > 0,
        `Bangunan dihitung di satu satuan: yang memuat ${density.buildings_by === 'point' ? 'titik di dalamnya' : 'bagian terbesar tapaknya'}. Ukuran kota: ${city.size_class}.`,
        `A building counts in one unit: that which holds ${density.buildings_by === 'point' ? 'a point inside it' : 'most of its footprint'}. Size class of the city: ${city.size_class}.`,
      ),
      ...where(
        densities.people > 0,
        'Kelas kepadatan penduduk: SNI 03-1733-2004.',
        'Classes of population density: SNI 03-1733-2004.',
      ),
    ],
    '5-indicators': () => [
      ...methodologies.map(({ id, title }) => `${plain(id)}: ${of(title)}`),
      ...where(
        has('households'),
        indicators.survey === 'fill'
          ? 'Jawaban survei mengisi kekurangan yang tidak tercatat.'
          : 'Jawaban survei hanya dibandingkan dengan kekurangan yang tercatat.',
        indicators.survey === 'fill'
          ? 'Answers of a survey stand in for deficits that no record states.'
          : 'Answers of a survey are only compared with the deficits that records state.',
      ),
      ...where(
        has('interventions'),
        `Kegiatan pada tahun survei ${indicators.works_of_survey_year === 'included' ? 'sudah termasuk dalam surveinya' : 'menyusul surveinya'}.`,
        `Works of the year of a survey ${indicators.works_of_survey_year === 'included' ? 'are in its volumes already' : 'follow it'}.`,
      ),
    ],
    '6-tiles': () => [
      say(
        `Ubin dibuat dari lapisan yang dirilis (${layers.map(({ profile }) => profile.name).join(', ')}) dan dibuktikan lengkap (tiles/proof.json).`,
        `Tiles are cut from the released layers (${layers.map(({ profile }) => profile.name).join(', ')}) and proven whole (tiles/proof.json).`,
      ),
    ],
    '7-publish': () => [
      say('Hanya kolom publik yang dirilis.', 'Only public columns are released.'),
      ...where(
        isDrawn('zones'),
        'traces/zones/<feature_id>.json: asal angka tiap lokasi, dari rekaman sampai nilai; rumus dan aturannya di traces/numbers.json.',
        'traces/zones/<feature_id>.json: the way to the numbers of each zone, from the records to the score; formulas and rules in traces/numbers.json.',
      ),
      ...where(
        has('households'),
        `Angka rumah tangga hanya dari sedikitnya ${privacy.k} rumah tangga.`,
        `Figures of households only from at least ${privacy.k} of them.`,
      ),
    ],
  }
  const lines = steps[stage]()
  return lines.length > 0 ? lines : [say('Tidak ada data untuk langkah ini.', 'No data for this step.')]
}

function limitLines(
  { city, decree, time, sources }: ReleaseContents,
  { areas, scores }: LineageFacts,
  language: Language,
): string[] {
  const say = (id: string, en: string): string => (language === 'id' ? id : en)
  const sum = (column: string): number => sources.reduce((total, row) => total + Number(row[column] ?? 0), 0)
  const undated = sources.filter(({ retrieved }) => retrieved === null).length
  const without = (table: string): boolean => !sources.some(({ table_name }) => table_name === table)
  const lines: [boolean, string, string][] = [
    [city.synthetic !== null, plain(city.synthetic?.id ?? ''), plain(city.synthetic?.en ?? '')],
    [
      true,
      'Skala bidang UTM: luas -0,08 % sampai +0,19 % terhadap permukaan bumi.',
      'Scale of the UTM plane: areas are -0.08 % to +0.19 % off the ground.',
    ],
    [
      sum('rows_quarantined') > 0,
      `Baris yang dikarantina dan tidak dihitung: ${sum('rows_quarantined')}.`,
      `Quarantined rows, which count nowhere: ${sum('rows_quarantined')}.`,
    ],
    [
      areas.wrong + areas.missing > 0,
      `Luas SK yang tidak cocok atau tidak tertulis: ${areas.wrong + areas.missing}.`,
      `Decreed areas that do not agree or are not stated: ${areas.wrong + areas.missing}.`,
    ],
    [
      scores.open > 0,
      `Nilai kekumuhan yang hanya diketahui sebagai rentang: ${scores.open} dari ${scores.all}.`,
      `Slum scores known as intervals only: ${scores.open} of ${scores.all}.`,
    ],
    [decree === null, 'Tidak ada SK yang berlaku.', 'No decree is in force.'],
    [
      decree !== null && decree.date === null,
      'Tanggal SK tidak diketahui.',
      'The date of the decree is not known.',
    ],
    [time === null, 'Tidak ada data yang bertanggal.', 'No data are dated.'],
    [
      undated > 0,
      `Sumber tanpa tanggal pengambilan: ${undated}.`,
      `Sources without a day of retrieval: ${undated}.`,
    ],
    [without('rt_profiles'), 'Tidak ada profil RT.', 'There are no RT profiles.'],
    [without('buildings'), 'Tidak ada tapak bangunan.', 'There are no building footprints.'],
    [without('households'), 'Tidak ada survei rumah tangga.', 'There is no household survey.'],
    [without('interventions'), 'Tidak ada daftar kegiatan.', 'There is no list of works.'],
  ]
  return lines.filter(([holds]) => holds).map(([, id, en]) => say(id, en))
}

/** Words of the city in one line, with nothing that Markdown or a browser would take for marks of its own. */
function plain(value: unknown): string {
  return String(value ?? '')
    .replace(/\s+/g, ' ')
    .replace(/[\\`*[\]<>]/g, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`))
}
