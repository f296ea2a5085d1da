import { describe, expect, it } from 'vitest'
import { validate } from '../../../pipeline/stages/2-validate/index.ts'
import { csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { madeUpCity } from '../../support/stage-context.ts'
import { workspace } from '../../support/workspace.ts'

describe('the judged tables', () => {
  it('hold the accepted rows in the order of the sources, as they were read', async () => {
    const made = await workspace({
      sources: [
        csvSource('decrees', 'decree_number,kind,vintage\n3,decree,2020\n1,kawasan,2020\n2,decree,2020', {
          id: 'a',
        }),
        csvSource('decrees', 'decree_number,kind,vintage\n0,decree,2020', { id: 'b' }),
      ],
    })
    await made.run('2-validate')
    const [before, after] = [await made.rows('1-ingest', 'decrees'), await made.rows('2-validate', 'decrees')]
    const kept = before.filter((row) => row.kind === 'decree')
    expect(after).toEqual(kept.map((row) => ({ ...row, corrections: null })))
    expect(after.map((row) => row.decree_number)).toEqual(['3', '2', '0'])
  })

  it('are judged places first, whatever the order of city.yaml', async () => {
    const made = await workspace({
      sources: [
        csvSource('decree_rows', 'decree_number,row_number,location,kelurahan\n1,1,a,Mlati'),
        featureSource('zones', [
          {
            zone_id: 'Z',
            decree_number: '1',
            kelurahan: 'Melati',
            area_ha_decree: 1,
            geometry: rectangle(0, 0, 100, 100),
          },
        ]),
        kelurahanSource(),
      ],
    })
    await made.run('2-validate')
    expect((await made.findings()).map((finding) => [finding.code, finding.table_name])).toContainEqual([
      'NAME_FUZZY',
      'decree_rows',
    ])
  })

  it('say nothing of a rejected zone in the reconciliation', async () => {
    const made = await workspace({
      sources: [
        featureSource('zones', [
          {
            zone_id: 'A',
            decree_number: '1',
            area_ha_decree: 5,
            score_stated: 77,
            geometry: rectangle(0, 0, 100, 100),
          },
          {
            zone_id: 'B',
            decree_number: '1',
            area_ha_decree: 1,
            score_stated: 40,
            geometry: rectangle(0, 0, 100, 100),
          },
        ]),
      ],
    })
    await made.run('2-validate')
    expect(made.report().reconciliation.map((zone) => zone.zone_id)).toEqual(['B'])
    const aside = (await made.findings()).filter((finding) => finding.severity === 'quarantine')
    expect(aside.map((finding) => finding.code)).toEqual(['SCORE_DOMAIN'])
  })

  it('count each source in the report as in the table of sources', async () => {
    const made = await workspace({
      sources: [
        csvSource(
          'decrees',
          'decree_number,kind,vintage,pakai\n1,decree,2020,ya\n1,decree,2020,ya\n2,decree,2020,tidak',
          {
            where: { pakai: ['ya'] },
          },
        ),
      ],
    })
    await made.run('2-validate')
    const report = made.report()
    expect(report.sources).toMatchObject([
      { source_id: 'decrees', read: 3, accepted: 1, quarantined: 1, filtered: 1 },
    ])
    expect(report.stats).toMatchObject({ accepted: 1, quarantined: 1, filtered: 1 })
    expect(await made.rows('2-validate', 'sources')).toMatchObject([
      { rows_read: 3, rows_accepted: 1, rows_quarantined: 1, rows_filtered: 1 },
    ])
    expect(made.text('2-validate', 'report.html')).toContain('<html')
  })
})

it('the stage is stale when the legend, a contract, the catalogue or the methodology changes', () => {
  const names = validate.files(madeUpCity()).map((path) => path.split('/schemas/')[1])
  expect(names).toEqual(
    expect.arrayContaining([
      'legend.json',
      'quality-rules.yaml',
      'quality-rules.schema.json',
      'methodologies/permen-pupr-14-2018.yaml',
      'tables/zones.schema.json',
      'tables/households.schema.json',
    ]),
  )
  expect(new Set(names).size).toBe(names.length)
})
