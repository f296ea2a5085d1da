import type { Methodology } from '../../../methodology/methodology.ts'
import { classOfTotal } from '../../../methodology/score.ts'
import type { RowFinding } from '../contract.ts'
import type { Judge } from '../judge.ts'
import { criteriaOf } from './criteria-version.ts'

/** SCORE_CLASS, CLASS_UNREAD, CLASS_UNPROVEN and DECREE_NOT_SLUM: what a decree says of a place's score and class. */
export const checkStatedClass: Judge = ({ row, world, report }) => {
  const decree = world.decrees.get(String(row.decree_number))
  const criteria = criteriaOf(decree, world)
  const word =
    typeof row.class_stated === 'string' && letters(row.class_stated) !== '' ? row.class_stated : null
  const score = typeof row.score_stated === 'number' ? row.score_stated : null
  const ofScore = score === null || criteria === null ? null : classOfTotal(criteria, score)
  const stated = word === null ? null : classNamed(word, criteria ?? world.methodology)
  // The classes of other criteria may bear other names.
  if (word !== null && stated === null && criteria !== null) {
    report(unread(word, criteria))
  } else if (word !== null && score === null) {
    report({
      code: 'CLASS_UNPROVEN',
      field: 'class_stated',
      got: word,
      message: {
        id: `Kelas "${word}" tanpa nilai total.`,
        en: `Class "${word}" without a total score.`,
      },
    })
  } else if (word !== null && ofScore !== null && stated !== ofScore) {
    report({
      code: 'SCORE_CLASS',
      field: 'class_stated',
      got: word,
      expected: `${ofScore} (${score})`,
      message: {
        id: `Nilai ${score} berkelas ${ofScore} menurut ${criteria!.id}, tertulis "${word}".`,
        en: `A score of ${score} is class ${ofScore} under ${criteria!.id}, stated is "${word}".`,
      },
    })
  }
  if (decree?.kind === 'verification' || criteria === null) return
  const code = ofScore ?? stated
  if (code === null || !isNotSlum(code, criteria)) return
  const got = score === null ? word : String(score)
  report({
    code: 'DECREE_NOT_SLUM',
    field: score === null ? 'class_stated' : 'score_stated',
    got,
    expected: `>= ${slumFrom(criteria)}`,
    message: {
      id: `Lokasi dalam SK ini tidak kumuh: ${got}.`,
      en: `The place in the decree is no slum: ${got}.`,
    },
  })
}

function unread(word: string, { classes }: Methodology): RowFinding {
  const expected = classes.values.map(({ label }) => label.id).join(', ')
  return {
    code: 'CLASS_UNREAD',
    field: 'class_stated',
    got: word,
    expected,
    message: {
      id: `"${word}" bukan salah satu kelas: ${expected}.`,
      en: `"${word}" is none of the classes: ${expected}.`,
    },
  }
}

/** Words beside the name of a class that do not change it. */
const BESIDE =
  /^(k|kumuh|tingkat|tingkatan|kekumuhan|kategori|kelas|klasifikasi|kawasan|permukiman|lokasi|slum|class|level)$/

/**
 * Code of a class as people write it: KB, Kumuh Berat, BERAT, Tingkat Kumuh Berat (KB); null when it is none of them.
 * A name among other words is not read: "sedang ditangani" is no class.
 */
export function classNamed(word: string, methodology: Methodology): string | null {
  return namedBy(word.replace(/[([{].*?[)\]}]/g, ' '), methodology) ?? namedBy(word, methodology)
}

function namedBy(text: string, { classes }: Methodology): string | null {
  const wanted = letters(text)
  const words = ` ${wordsOf(text).join(' ')} `
  const read = new Set<string>()
  for (const { code, label } of classes.values) {
    const names = [code, label.id, label.en, label.id.replace(/^kumuh /i, '')]
    if (names.some((name) => letters(name) === wanted)) return code
    let rest = words
    // The longest first: "kumuh ringan" before "ringan".
    for (const name of names.map((one) => wordsOf(one).join(' ')).sort((a, b) => b.length - a.length)) {
      rest = rest.replaceAll(` ${name} `, ' ')
    }
    if (rest !== words && wordsOf(rest).every((one) => BESIDE.test(one))) read.add(code)
  }
  return read.size === 1 ? [...read][0]! : null
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? []
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}]/gu, '')
}

/** Places of a class without a priority are not to be treated: they are no slum. */
function isNotSlum(code: string, { priority }: Methodology): boolean {
  return !priority.values.some((value) => value.class === code)
}

function slumFrom(methodology: Methodology): number {
  const slum = methodology.classes.values.filter(({ code }) => !isNotSlum(code, methodology))
  return Math.min(...slum.map(({ min }) => min))
}
