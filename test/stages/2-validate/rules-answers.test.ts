import { expect, it } from 'vitest'
import { checkAnswers } from '../../../pipeline/stages/2-validate/rules/answers.ts'
import { judgeTables } from '../../support/judging-tables.ts'
import { csvSource } from '../../support/made-up-places.ts'

async function said(roofs: string[]) {
  const lines = roofs.map((roof, i) => `H${i},${(106.5 + i / 10_000).toFixed(4)},${roof}`)
  const columns = { household_id: 'household_id', roof: 'roof' }
  const found = await judgeTables([checkAnswers], {
    sources: [
      csvSource(
        'households',
        `household_id,lon,roof,lat\n${lines.map((line) => `${line},-6.5`).join('\n')}`,
        {
          columns,
          geometry: { lon: 'lon', lat: 'lat' },
        },
      ),
    ],
  })
  return found.map(({ code, field, got, message }) => [code, field, got, message.en])
}

const tiles = (count: number): string[] => Array.from({ length: count }, () => 'genteng')

it('ANSWER_UNKNOWN: more than a hundredth of the answers of a column are no known words, blanks aside', async () => {
  expect(await said([...tiles(99), 'Genteng tanah', '', ''])).toEqual([])
  expect(await said([...tiles(98), 'Genteng tanah', 'Genteng tanah'])).toEqual([
    [
      'ANSWER_UNKNOWN',
      'roof',
      null,
      '2 of 100 answers to "Roof" are words that are not known; they count as unknown.',
    ],
  ])
})

it('ANSWER_UNKNOWN: shows a word only where enough households gave it', async () => {
  const own = ['rumah Pak Budi', 'lihat foto', 'x', 'y']
  expect((await said([...tiles(5), ...own, ...Array(4).fill('Atap')]))[0]![2]).toBe(null)
  expect((await said([...tiles(5), ...own, ...Array(5).fill('Atap')]))[0]![2]).toBe('Atap')
})
