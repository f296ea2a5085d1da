import { describe, expect, it } from 'vitest'
import { methodologyMarkdown } from '../../pipeline/methodology/docs/index.ts'
import { loadMonitoring } from '../../pipeline/methodology/monitoring.ts'
import { methodologyFault } from '../support/changed-methodology.ts'

const NAME = 'p3ke-kemiskinan-ekstrem'

describe('loadMonitoring', () => {
  const faultOf = (before: string | RegExp, after: string) =>
    methodologyFault(loadMonitoring, NAME, before, after).message

  it.each<[string, string | RegExp, string, RegExp]>([
    [
      'a line of poverty per month that does not follow',
      '322170',
      '322710',
      /agree with itself[\s\S]*322170/,
    ],
    ['a line per family that does not follow', '1288680', '1288600', /idr_per_family_month/],
    ['deciles that go backwards', 'from: 1, to: 4', 'from: 5, to: 4', /not in order/],
    ['more deciles than there are', 'to: 4, of: 10', 'to: 11, of: 10', /not in order/],
    ['four variables', / {2}- id: target\n(?: {4}.*\n)+/, '', /key +variables[\s\S]*at least 5/],
    ['a variable that is no column', 'column: intervention', 'column: bantuan', /variables\[2\]\.column/],
    ['a variable twice', 'column: target', 'column: people', /stands twice/],
    ['people that are no number', 'people: people', 'people: target', /no such column of numbers/],
    ['a result that is no number', 'column: deaths', 'column: intervention', /kpis\[4\]\.column/],
    ['a result twice', 'column: deaths', 'column: jobs_created', /stands twice/],
    ['a moment nobody writes', 'end: akhir', 'end: selesai', /moments\.end/],
    ['a sector nobody writes', 'kesehatan: { id', 'pendidikan: { id', /sector\.values\.pendidikan/],
    ['a sector without a label', / {4}kesehatan: .*\n/, '', /no label[\s\S]*kesehatan/],
    ['another table', 'table: poverty_targets', 'table: households', /poverty_targets/],
    ['a source that is not listed', 'of: 10, source: p3ke', 'of: 10, source: kabar', /not listed/],
    ['a target above the whole', 'percent: 0', 'percent: 101', /target\.percent/],
  ])('refuses %s', (_, before, after, message) => {
    const said = faultOf(before, after)
    expect(said).toMatch(message)
    expect(said).toMatch(/p3ke-kemiskinan-ekstrem\.yaml:\d+/)
  })

  it('has a page that tells the line of poverty as printed', () => {
    expect(methodologyMarkdown(NAME)).toContain(
      'Rp10,739 per person and day, x 30 = Rp322,170 per person and month, x 4 = Rp1,288,680',
    )
  })
})
