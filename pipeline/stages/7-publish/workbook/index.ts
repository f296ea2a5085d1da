import { releaseTitle } from '../../../release/title.ts'
import type { Value } from '../../../store/index.ts'
import type { Language } from '../../../values/language.ts'
import { numberedDecree } from '../../../values/numbered-decree.ts'
import { type Page, workbookBytes } from './excel.ts'
import { costSheet, progressSheet } from './progress.ts'
import type { WorkbookInput } from './published-rows.ts'
import { reconciliationSheet } from './reconciliation.ts'
import { aspectSheet, criterionSheet, scoreSheet } from './scores.ts'
import type { Sheet } from './sheet.ts'
import { dictionarySheet, sourceSheet, worksSheet } from './sources.ts'

export type { WorkbookInput } from './published-rows.ts'

/** The release as one workbook for people who work in Excel; a sheet that would be empty is left out. */
export async function makeWorkbook(input: WorkbookInput): Promise<Buffer> {
  const sheets = [
    await reconciliationSheet(input),
    await scoreSheet(input),
    await aspectSheet(input),
    await criterionSheet(input),
    await progressSheet(input),
    await worksSheet(input),
    await costSheet(input),
    await sourceSheet(input),
    dictionarySheet(input),
  ].filter((sheet) => sheet.rows.length > 0)
  return workbookBytes(notesPage(input, sheets), sheets, input.context.city.synthetic)
}

/** What the workbook is, what of it is not real, how it is to be read, and which sheets follow. */
function notesPage({ context, decree }: WorkbookInput, sheets: readonly Sheet[]): Page {
  const { city } = context
  const title = releaseTitle({ city })
  const line = (...cells: Value[]) => ({ cells })
  const strong = (...cells: Value[]) => ({ cells, isStrong: true })
  return {
    name: 'Keterangan · Notes',
    widths: [26, 62, 62],
    lines: [
      strong('', title.id, title.en),
      ...(city.synthetic === null ? [] : [strong('PERHATIAN / NOTE', city.synthetic.id, city.synthetic.en)]),
      line('SK / Decree', decree && decreeText(decree, 'id'), decree && decreeText(decree, 'en')),
      ...(city.attribution === null
        ? []
        : [line('Atribusi / Credits', city.attribution.id, city.attribution.en)]),
      line(),
      strong('Cara membaca / Reading', 'Bahasa Indonesia', 'English'),
      ...NOTES.map(([name, id, en]) => line(name, id, en)),
      line(
        'Privasi / Privacy',
        `Tidak ada data perorangan. Angka dari kurang dari ${city.privacy.k} rumah tangga tidak diterbitkan.`,
        `No personal data. Figures from fewer than ${city.privacy.k} households are not published.`,
      ),
      line(),
      strong('Lembar / Sheet', 'Isi', 'What it holds'),
      ...sheets.map(({ name, title }) => line(name, title.id, title.en)),
    ],
  }
}

/** Its title where it has one, and its number in any case. */
function decreeText(
  { title, number, date }: NonNullable<WorkbookInput['decree']>,
  language: Language,
): string {
  const called = title === null ? [numberedDecree(number, language)] : [title, number]
  return [...called, date].filter((part) => part !== null).join(' · ')
}

const NOTES: readonly (readonly [name: string, id: string, en: string])[] = [
  [
    'Luas / Area',
    'Luas SK sebagaimana tertulis; luas terukur pada bidang UTM, cara yang dipakai instansi; luas pada elipsoid WGS 84 sebagai pembanding. Selisih = SK − UTM.',
    'Decreed area as stated; measured on the UTM plane, as the agencies measure; on the WGS 84 ellipsoid for comparison. Difference = decree − UTM.',
  ],
  [
    'Nilai / Scores',
    'Nilai 0, 1, 3 atau 5 dari persen kekumuhan tiap kriteria. Bila data kurang, nilai menjadi rentang: paling rendah sampai paling tinggi yang mungkin.',
    'Scores of 0, 1, 3 or 5 from the percent of each criterion. Where data is missing the score is a range, from the lowest to the highest possible.',
  ],
  [
    'Sel kosong / Empty cells',
    'Sel kosong berarti tidak diketahui, bukan nol. Sel menyimpan angka utuh; hanya tampilannya yang dibulatkan.',
    'An empty cell means unknown, not zero. Cells hold the whole number; only what is shown is rounded.',
  ],
]
