import { describe, expect, it } from 'vitest'
import { answerLabels } from '../../pipeline/form/answers.ts'
import { conditionWords } from '../../pipeline/methodology/condition-words.ts'
import { methodologyKind, methodologyNames } from '../../pipeline/methodology/kinds.ts'
import { loadTests } from '../../pipeline/methodology/tests.ts'

const words = (text: string, table = 'households') => conditionWords(text, table, answerLabels(table))

describe('a condition in words', () => {
  it('names columns and answers as people are asked for them, in the language of the page', () => {
    expect(
      words('toilet in (mck_umum, tidak_ada) or (closet = cemplung_cubluk and unknown) or floor = tanah'),
    ).toEqual({
      id: 'Jamban salah satu dari («MCK umum (siapa saja)», «Tidak ada atau tidak dipakai») atau (Jenis kloset = «Cemplung, cubluk» dan selebihnya tidak diketahui) atau Lantai = «Tanah»',
      en: 'Toilet is one of («Public block (anyone)», «None or not used») or (Kind of closet = «Over a pit or over water» and the rest is not known) or Floor = «Earth»',
    })
    // Answers of a list that questions share, and numbers that are answers to one question and not to another.
    expect(words('not (in_setback = ya) and work_status not in (3, 4) and water_households > 4').id).toMatch(
      /^bukan \(Di sempadan = «Ya»\) dan .* bukan salah satu dari \(«3 .*», «4 .*»\) dan .* lebih dari 4$/,
    )
  })

  it('writes numbers and arithmetic as the language does', () => {
    expect(words('floor_area_m2 < 7.2 * population')).toEqual({
      id: 'Luas lantai kurang dari 7,2 kali Anggota rumah tangga',
      en: 'Floor area less than 7.2 times Household members',
    })
  })

  it('tells answers that no form asks for by the labels of their table, else as they are', () => {
    expect(words('agreement_date is given', 'stakeholders').id).toBe('Tanggal kesepakatan terisi')
    expect(words(`agreement_date is not given and kind = 'perguruan tinggi'`, 'stakeholders').en).toBe(
      'Agreement date is empty and Kind of institution = «University»',
    )
    expect(words('moment = awal', 'poverty_targets').id).toBe('Waktu ukur = «awal»')
  })

  it('leaves no code and no word of the other language in any rule that is counted', () => {
    let told = 0
    for (const name of methodologyNames().filter((one) => methodologyKind(one) === 'tests'))
      for (const { id, table, when, of } of loadTests(name).tests)
        for (const condition of [when, ...(of === undefined ? [] : [of])]) {
          const { id: indonesian, en } = words(condition, table)
          const place = [name, id, indonesian]
          expect([...place, /[_<>*]|\b(and|or|in|is|not|given|unknown)\b/.test(indonesian)]).toEqual([
            ...[...place, false],
          ])
          expect([...place, /_|[<>*]|\b(dan|terisi|salah satu)\b/.test(en)]).toEqual([...place, false])
          told++
        }
    expect(told).toBeGreaterThan(40)
  })
})
