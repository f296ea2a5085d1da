import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { METHODOLOGY_DIR } from '../../pipeline/city.ts'
import { UserError } from '../../pipeline/errors.ts'
import { methodologyMarkdown } from '../../pipeline/methodology/docs/index.ts'
import { loadMonitoring } from '../../pipeline/methodology/monitoring.ts'

const NAME = 'p3ke-kemiskinan-ekstrem'

describe('loadMonitoring', () => {
  let directory: string
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'petakumuh-monitoring-'))
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  /** The real file with one piece of text replaced, and what it is then refused with. */
  function faultOf(before: string | RegExp, after: string): string {
    const text = readFileSync(join(METHODOLOGY_DIR, `${NAME}.yaml`), 'utf8')
    const changed = text.replace(before, after)
    expect(changed).not.toBe(text)
    writeFileSync(join(directory, `${NAME}.yaml`), changed)
    try {
      loadMonitoring(NAME, directory)
    } catch (error) {
      if (error instanceof UserError) return error.message
      throw error
    }
    throw new Error('the methodology was accepted')
  }

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
