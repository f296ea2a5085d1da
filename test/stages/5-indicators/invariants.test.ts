import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { percentOf, scoreOfPercent } from '../../../pipeline/methodology/score.ts'
import { type Header, HUNDRED, type Rt } from './fixtures.ts'
import { every, score } from './scored-city.ts'

describe('missing data', () => {
  const NAMES = [
    ...(['buildings', 'area_ha_verified', 'families', 'population'] as const),
    ...(['road_ideal_m', 'road_existing_m', 'drainage_ideal_m'] as const),
  ]
  const maybe = (n: fc.Arbitrary<number>) => fc.option(n, { freq: 3, nil: null })
  const hole = fc.record({
    header: fc.record(
      Object.fromEntries(NAMES.map((name) => [name, maybe(fc.integer({ min: 0, max: 20 }))])),
    ),
    // As many as any set has criteria.
    volumes: fc.array(maybe(fc.integer({ min: 0, max: 20 })), { minLength: 19, maxLength: 19 }),
    // How the holes are filled later: denominators anywhere above zero, volumes as a share of them.
    fill: fc.record({
      denominator: fc.constantFrom(0, 0.5, 3, 20, 100_000),
      share: fc.constantFrom(0, 0.2, 0.5, 0.9, 1),
    }),
  })

  it.each(['permen-pupr-14-2018', 'permen-pupr-02-2016'])(
    'gives under %s an interval that holds the score of every completion',
    async (set) => {
      const by = loadMethodology(set)
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(hole, { minLength: 1, maxLength: 3 }), { minLength: 80, maxLength: 80 }),
          async (zones) => {
            const rts = zones.flatMap((zone, z) =>
              zone.map((rt, r) => ({
                rt_id: `${z}/${r}`,
                zone_id: `zone ${z}`,
                ...(rt.header as Header),
                volumes: Object.fromEntries(by.criteria.map(({ id }, i) => [id, rt.volumes[i]!])),
              })),
            )
            const { cell } = await score(rts, {}, by)
            zones.forEach((zone, z) => {
              by.criteria.forEach(({ id, denominator }, i) => {
                let [volume, whole] = [0, 0]
                for (const rt of zone) {
                  const den = rt.header[denominator] ?? rt.fill.denominator
                  whole += den
                  volume += rt.volumes[i] ?? den * rt.fill.share
                }
                const complete = scoreOfPercent(by, percentOf(by, volume, whole))
                const { score_min, score_max } = cell('zone', `zone ${z}`, id)
                expect(complete).toBeGreaterThanOrEqual(score_min)
                expect(complete).toBeLessThanOrEqual(score_max)
              })
            })
          },
        ),
        { numRuns: 1, endOnFailure: true },
      )
    },
  )
})

describe('a zone', () => {
  const millesimal = fc.integer({ min: 0, max: 30_000 }).map((n) => n / 1000)
  const part = fc.record({ volume: millesimal, whole: millesimal, cut: fc.integer({ min: 0, max: 10 }) })

  it('does not change when an RT is split in two or the RTs come in another order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(part, { minLength: 1, maxLength: 4 }), { minLength: 120, maxLength: 120 }),
        async (zones) => {
          const rt = (zone: string, name: string, volume: number, whole: number): Rt => ({
            rt_id: `${zone}/${name}`,
            zone_id: zone,
            ...Object.fromEntries(Object.keys(HUNDRED).map((column) => [column, 0])),
            road_ideal_m: whole,
            volumes: { ...every(0), '2a': volume },
          })
          const thousandth = (n: number) => Math.round(n * 1000) / 1000
          const whole = zones.flatMap((rts, z) =>
            rts.map((p, r) => rt(`whole ${z}`, `${r}`, p.volume, p.whole)),
          )
          const split = zones.flatMap((rts, z) =>
            rts.flatMap((p, r) => {
              const [v, w] = [thousandth((p.volume * p.cut) / 10), thousandth((p.whole * p.cut) / 10)]
              return [
                rt(`split ${z}`, `${r}a`, v, w),
                rt(`split ${z}`, `${r}b`, thousandth(p.volume - v), thousandth(p.whole - w)),
              ]
            }),
          )
          const { cell } = await score([...whole, ...split.reverse()])
          zones.forEach((_, z) => {
            const one = cell('zone', `whole ${z}`, '2a')
            expect(cell('zone', `split ${z}`, '2a')).toEqual({ ...one, unit_id: `split ${z}` })
          })
        },
      ),
      { numRuns: 1, endOnFailure: true },
    )
  })

  it('does not change with the unit of area: hectares, ares or square metres', async () => {
    const areas = fc.array(
      fc.record({ volume: fc.integer({ min: 0, max: 3000 }), whole: fc.integer({ min: 1, max: 3000 }) }),
      { minLength: 40, maxLength: 40 },
    )
    await fc.assert(
      fc.asyncProperty(areas, async (zones) => {
        const rts = zones.flatMap(({ volume, whole }, z) =>
          [1, 100, 10_000].map((per_ha) => ({
            rt_id: `${z} / ${per_ha}`,
            kawasan: `kawasan ${z} in ${per_ha}`,
            buildings: 0,
            area_ha_verified: (whole * per_ha) / 1000,
            volumes: { ...every(0), '4a': (volume * per_ha) / 1000 },
          })),
        )
        const { cell } = await score(rts)
        zones.forEach((_, z) => {
          const scores = [1, 100, 10_000].map(
            (unit) => cell('kawasan', `kawasan ${z} in ${unit}`, '4a').score,
          )
          expect(new Set(scores).size).toBe(1)
        })
      }),
      { numRuns: 1, endOnFailure: true },
    )
  })
})
