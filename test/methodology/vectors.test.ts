import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { equivalentIn } from '../../pipeline/methodology/criteria-version.ts'
import { methodologyPage } from '../../pipeline/methodology/docs/index.ts'
import { methodologiesOf, methodologyNames } from '../../pipeline/methodology/kinds.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import {
  classOfTotal,
  impossibleTotals,
  percentOf,
  scoreOfPercent,
} from '../../pipeline/methodology/score.ts'
import { indicators } from '../../pipeline/stages/5-indicators/index.ts'
import { writeScores } from '../../pipeline/stages/5-indicators/scores/write-scores.ts'
import { type CriterionRow, stagesOf, type TotalRow } from '../stages/5-indicators/fixtures.ts'
import { stageContext } from '../support/stage-context.ts'

const vectorsOf = (name: string) => join(import.meta.dirname, 'vectors', `${name}.yaml`)

describe.each(methodologyNames())('%s', (name) => {
  it('has vectors and a page', () => {
    expect(existsSync(vectorsOf(name)), vectorsOf(name)).toBe(true)
    expect(existsSync(methodologyPage(name)), methodologyPage(name)).toBe(true)
    expect(readFileSync('docs/reference/README.md', 'utf8')).toContain(`(${name}.md)`)
  })
})

interface Vectors {
  bands: { percent: number; score: number }[]
  classes: { total: number; class: string | null }[]
  impossible_totals: number[]
  rt: {
    header: Record<string, number>
    volumes: Record<string, number>
    scores: number[]
    total: number
    class: string
  }[]
}

// Other kinds run their vectors beside their own tests.
describe.each(methodologiesOf('deficit_scores'))('vectors of %s', (name) => {
  const methodology = loadMethodology(name)
  const vectors = parse(readFileSync(vectorsOf(name), 'utf8')) as Vectors

  it('score every percent', () => {
    for (const { percent, score } of vectors.bands)
      expect(scoreOfPercent(methodology, percent), `${percent} %`).toBe(score)
  })

  it('class every total, and know which no scores add up to', () => {
    for (const { total, class: code } of vectors.classes)
      expect(classOfTotal(methodology, total), String(total)).toBe(code)
    expect(impossibleTotals(methodology)).toEqual(vectors.impossible_totals)
    // Both sides of every limit are among them.
    const given = new Set(vectors.classes.map(({ total }) => total))
    for (const { min, max } of methodology.classes.values)
      expect([given.has(min), given.has(max)]).toEqual([true, true])
    const percents = vectors.bands.map(({ percent }) => percent)
    for (const { min_pct } of methodology.bands.values) expect(percents).toContain(min_pct)
  })

  it('come out of the engine as of the pure functions', async () => {
    const context = await stageContext(indicators, {
      tables: stagesOf(
        vectors.rt.map(({ header, volumes }, i) => ({
          rt_id: `rt ${i}`,
          methodology: name,
          ...header,
          volumes,
        })),
      ),
    })
    try {
      await writeScores(context, methodology, null)
      const cells = await context.read<CriterionRow>('criterion_scores')
      const totals = await context.read<TotalRow>('score_totals')
      vectors.rt.forEach(({ header, volumes, scores, ...stated }, i) => {
        const own = cells.filter((c) => c.level === 'rt' && c.unit_id === `rt ${i}`)
        expect(own.map(({ criterion }) => criterion)).toEqual(methodology.criteria.map(({ id }) => id))
        expect(own.map(({ score }) => score)).toEqual(scores)
        methodology.criteria.forEach(({ id, denominator }, c) => {
          const percent = percentOf(methodology, volumes[id]!, header[denominator]!)
          expect([own[c]!.percent, scoreOfPercent(methodology, percent)]).toEqual([percent, scores[c]])
        })
        const total = totals.find((t) => t.level === 'rt' && t.unit_id === `rt ${i}`)!
        expect([total.score_total, total.score_class]).toEqual([stated.total, stated.class])
      })
    } finally {
      context.close()
    }
  })
})

describe('equivalents', () => {
  const all = methodologiesOf('deficit_scores').map((name) => loadMethodology(name))

  it('lead to a criterion that leads back', () => {
    for (const own of all)
      for (const other of all.filter(({ id }) => id !== own.id))
        for (const criterion of own.criteria) {
          const there = equivalentIn(criterion, other)
          const said = criterion.equivalent?.[other.id]
          if (typeof said === 'string') expect(there?.id, `${own.id} ${criterion.id}`).toBe(said)
          if (there !== null)
            expect(equivalentIn(there, own)?.id, `${own.id} ${criterion.id}`).toBe(criterion.id)
        }
  })

  it('name only sets that exist', () => {
    const ids = new Set(all.map(({ id }) => id))
    const named = all.flatMap((m) => m.criteria.flatMap(({ equivalent }) => Object.keys(equivalent ?? {})))
    expect(named.filter((id) => !ids.has(id))).toEqual([])
  })

  it('say that 4c of 2018 is 4e of 2016', () => {
    const [old, now] = ['permen-pupr-02-2016', 'permen-pupr-14-2018'].map(
      (id) => all.find((m) => m.id === id)!,
    )
    const of = (m: typeof old, id: string) => m!.criteria.find((c) => c.id === id)!
    expect(equivalentIn(of(now, '4c'), old!)?.id).toBe('4e')
    expect(['4c', '4d', '6c'].map((id) => equivalentIn(of(old, id), now!))).toEqual([null, null, null])
  })
})
