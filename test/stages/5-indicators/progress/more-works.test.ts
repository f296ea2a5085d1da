import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Row } from '../../../../pipeline/store/index.ts'
import { allOf, every, type Given, HOUSE, KELURAHAN, progress, ROAD, rt } from './made-up-works.ts'

const ACTIVITIES: [string, string][] = [
  [ROAD, 'm'],
  [HOUSE, 'unit'],
  ['Drainase Lingkungan', 'm'],
  ['MCK', 'KK'],
]

const oneWork = fc.record({
  kind: fc.constantFrom(...ACTIVITIES),
  place: fc.constantFrom<Row>(
    ...['a', 'b', 'c', 'd'].map((rt_id) => ({ rt_id })),
    { rt_id: null, zone_id: 'Z' },
    { rt_id: null, kawasan: 'Pasar' },
    { rt_id: null, kelurahan_code: KELURAHAN },
    { rt_id: null },
  ),
  volume: fc.integer({ min: 1, max: 120 }),
  year: fc.constantFrom(2019, 2020),
})

const quarter = fc.record({
  works: fc.array(oneWork, { minLength: 1, maxLength: 12 }),
  volumes: fc.array(fc.integer({ min: -3, max: 100 }), { minLength: 4, maxLength: 4 }),
})

const hole = (volume: number) => ({ ...every(volume), ...(volume % 3 === 0 ? { '2a': null } : {}) })

/** Four RT; kawasan Pasar lies in two kelurahan. */
const rtsOf = (volumes: number[]) => [
  rt('a', 0, { volumes: hole(volumes[0]!) }),
  rt('b', 0, { volumes: hole(volumes[1]!) }),
  rt('c', 0, { volumes: hole(volumes[2]!), zone_id: 'Y', kawasan: 'Pasar' }),
  rt('d', 0, {
    volumes: hole(volumes[3]!),
    zone_id: 'X',
    kawasan: 'Pasar',
    kelurahan_code: '99.71.02.1001',
  }),
]

describe('more works', () => {
  it('never raise a score, and never push a volume below zero', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(quarter, { minLength: 6, maxLength: 6 }), async (quarters) => {
        const given = quarters.map(
          ({ works, volumes }): Given => ({
            rts: rtsOf(volumes),
            works: works.map(({ kind: [activity, unit], place, ...work }) => ({
              activity,
              unit,
              ...place,
              ...work,
            })),
          }),
        )
        // A work of zero makes both tell the same years.
        const silenced = given.map(({ rts, works }) => ({
          rts,
          works: [...works.slice(0, -1), { ...works.at(-1)!, volume: 0.000001 }],
        }))
        const [less, more] = [await progress(allOf(silenced)), await progress(allOf(given))]
        expect(more.rows.length).toBeGreaterThan(4 * quarters.length)
        for (const row of more.rows) {
          const before = less.row(
            row.level as string,
            row.unit_id as string,
            row.year as number,
            row.kind as string,
          )
          expect(row.score_max as number).toBeLessThanOrEqual(before.score_max as number)
          expect(row.score_min as number).toBeLessThanOrEqual(before.score_min as number)
        }
        for (const cell of more.criteria)
          if (cell.volume_end !== null)
            expect(cell.volume_end as number).toBeGreaterThanOrEqual(Math.min(0, cell.volume_start as number))
      }),
      { numRuns: 1 },
    )
  })

  it('give the same bytes in any order of rows and with any number of threads', async () => {
    const rts = ['a', 'b', 'c'].map((id, i) => rt(id, 70 + i, { area_ha_verified: 0.1 + i / 7 }))
    const works: Row[] = [
      ...rts.map(({ rt_id }, i) => ({ rt_id, volume: 1 / 3 + i })),
      ...rts.map(() => ({ rt_id: null, zone_id: 'Z', volume: 0.1 })),
    ]
    const [one, two] = [
      await progress({ rts, works }, { threads: 1 }),
      await progress({ rts: [...rts].reverse(), works }, { threads: 3 }),
    ]
    expect(two.rows).toEqual(one.rows)
  })
})
