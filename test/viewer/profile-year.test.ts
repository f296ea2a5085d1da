import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { rate } from '../../pipeline/stages/5-indicators/ratings/rating.ts'
import { methodologyFile } from '../../pipeline/stages/7-publish/methodology-file.ts'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import { parseCsv } from '../../pipeline/viewer/csv.ts'
import { handlingOfClass } from '../../pipeline/viewer/methodology.ts'
import { isTraced, profileYear, untracedText } from '../../pipeline/viewer/profile-year.ts'

const full = loadMethodology('permen-pupr-14-2018')
const methodology = methodologyFile(full, { difference_warn_pct: 0.1, difference_error_pct: 1 })

const TOTALS = `level,id,vintage,methodology,score_source,score_total,score_min,score_max,score_class,completeness_pct
rt,Z,2014,permen-pupr-14-2018,computed,1,1,1,TK,100
zone,Z,2014,permen-pupr-02-2016,computed,70,70,70,KB,100
zone,Z,2014,permen-pupr-14-2018,computed,47,47,47,KS,100
zone,Z,2016,permen-pupr-14-2018,computed,,30,50,,62.5
zone,Z,2018,permen-pupr-14-2018,computed,22,22,22,KR,100
zone,Z,2020,permen-pupr-14-2018,computed,,0,80,,0
zone,Y,2018,permen-pupr-14-2018,computed,30,30,30,KR,100
`
const properties = {
  ...{ score_total: 22, score_min: 22, score_max: 22, score_class: 'KR', score_vintage: 2018 },
  ...{ class_code: 'C2', priority: 3, priority_min: 3, priority_max: 3, treatment: 'pemukiman kembali' },
  ...{ other_considerations: 'tinggi', land_legality: 'legal', population: 3997 },
}
const atlasOf = (totals: string | null) =>
  ({
    methodology,
    release: { city: { methodology: 'permen-pupr-14-2018' } },
    table: () => (totals === null ? { state: 'loading' } : { state: 'ready', value: parseCsv(totals) }),
  }) as unknown as Atlas
const inYear = (
  year: number | null,
  { zone_id = 'Z', projected = false, totals = TOTALS as string | null } = {},
) =>
  profileYear(
    atlasOf(totals),
    { zone_id, properties },
    { year: year === null ? null : { key: String(year), year, projected } },
  )

describe('the year of a profile', () => {
  it('is that of the map, with score, class, priority and treatment by the rules of the methodology', () => {
    const of = inYear(2014)
    expect(of.vintage).toBe(2014)
    expect(of.properties).toMatchObject({
      ...{ score_total: 47, score_min: 47, score_max: 47, score_class: 'KS', score_vintage: 2014 },
      ...{ priority: 2, treatment: 'peremajaan', class_code: null, completeness_pct: 100 },
      population: 3997,
    })
  })

  it('is that of the newest survey where the map shows no year, an expected one, one without a score of the zone, or of cells that were set aside', () => {
    for (const of of [
      inYear(null),
      inYear(2018),
      inYear(2014, { projected: true }),
      inYear(2014, { zone_id: 'Y' }),
      inYear(2009),
      inYear(2020),
      inYear(2014, { totals: null }),
    ])
      expect(of).toEqual({ properties, vintage: 2018, traced: 2018 })
  })

  it('has no priority or treatment where its class is not certain', () => {
    expect(inYear(2016).properties).toMatchObject({
      ...{ score_total: null, score_min: 30, score_max: 50, score_class: null, completeness_pct: 62.5 },
      ...{ priority: null, treatment: null, priority_min: null, priority_max: null },
    })
  })

  it('has a "why?" where the published trace holds it, and else says why not', () => {
    expect([isTraced(inYear(2018)), isTraced(inYear(2014)), isTraced(inYear(null))]).toEqual([
      true,
      false,
      true,
    ])
    expect(untracedText(inYear(2018), 'id')).toBe(null)
    expect(untracedText(inYear(2014), 'id')).toBe(
      '«Mengapa?» hanya untuk angka 2018: jejak yang terbit tidak memuat 2014.',
    )
    expect(untracedText(inYear(2014), 'en')).toContain('the numbers of 2018 alone')
  })
})

describe('priority and treatment of a class', () => {
  it('are those that the pipeline rates, whatever class, considerations and legality', () => {
    const classes = [...methodology.classes.values.map(({ code }) => code), null]
    let known = 0
    for (const score_class of classes)
      for (const other_considerations of ['tinggi', 'sedang', 'rendah', null])
        for (const land_legality of ['legal', 'tidak legal', null]) {
          const zone = { score_class, other_considerations, land_legality }
          const { priority, treatment } = rate(full, { ...zone, authority_area_ha: null })
          expect(handlingOfClass(methodology, zone)).toEqual({ priority, treatment })
          if (priority !== null && treatment !== null) known++
        }
    expect(known).toBe(18)
  })

  it('are not guessed for a release that does not tell its rules', () => {
    const { rules: _, ...treatment } = methodology.treatment
    const zone = { score_class: 'KS', other_considerations: 'tinggi', land_legality: 'legal' }
    expect(handlingOfClass({ ...methodology, treatment }, zone)).toEqual({ priority: 2, treatment: null })
    expect(handlingOfClass(null, zone)).toEqual({ priority: null, treatment: null })
  })
})
