import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { methodologyFile } from '../../pipeline/stages/7-publish/methodology-file.ts'
import { contributionText } from '../../pipeline/viewer/contribution.ts'
import { zoneProgress } from '../../pipeline/viewer/zone-progress.ts'

const methodology = methodologyFile(loadMethodology('permen-pupr-14-2018'), {
  difference_warn_pct: 0.1,
  difference_error_pct: 1,
})

const years = (first: Record<string, string>, last: Record<string, string>) =>
  zoneProgress(
    [
      { zone_id: 'A', year: '2019', kind: 'surveyed', score_max: '19', ...first },
      { zone_id: 'A', year: '2023', kind: 'projected', score_max: '17', ...last },
    ],
    'A',
  )
const means = (sectoral_pct_worksheet: string) => ({ sectoral_pct_worksheet })
const worksheet = (start: string, end: string, pct: string, score = '17') =>
  contributionText(
    'worksheet',
    years(means(start), { ...means(end), score_max: score, contribution_worksheet_pct: pct }),
    methodology,
    'id',
  )

describe('the contribution of works', () => {
  it('of the worksheet takes the published percent from the start, with the numbers that went in', () => {
    expect(worksheet('40', '32.495', '50')).toEqual({
      value: '50,0\u00a0%',
      arithmetic:
        '100 × (40,00 − 32,50) / (40,00 − 24,99) = 50,0\u00a0%; rata-rata persen aspek, 2019 dan 2023',
      source: 'Lembar kerja KOTAKU "Perhitungan Tingkat Kekumuhan"; sel F14–M35',
    })
  })

  it('is the whole by its own clause where the end is no slum: the fraction would say something else', () => {
    const whole = 'Seluruhnya, tanpa pecahan: nilai 2023 adalah 12, tidak lebih dari 15 (tidak kumuh)'
    expect(worksheet('23.164983165', '16.022', '100', '12')).toMatchObject({
      value: '100,0\u00a0%',
      arithmetic: whole,
    })
    // A point above, the fraction holds again.
    expect(worksheet('40', '24.99', '100', '16')!.arithmetic).toContain('100 × (40,00 − 24,99)')
  })

  it('is written with as many decimals as give the percent again', () => {
    const { arithmetic, value } = worksheet('25.000001', '25', '0.009999000')!
    expect(value).toBe('0,01\u00a0%')
    expect(arithmetic).toContain('100 × (25,000001 − 25,000000) / (25,000001 − 24,99)')
    // A quotient of doubles falls short of a half that the tables hold.
    expect(worksheet('64.99', '42.69', '55.75')!.arithmetic).toContain('(64,99 − 42,69)')
  })

  it('of the portals is (start − end) / start, at most the whole', () => {
    const of = (start: string, end: string, pct: string) =>
      contributionText(
        'portal',
        years({ sectoral_pct: start }, { sectoral_pct: end, contribution_portal_pct: pct }),
        methodology,
        'en',
      )
    expect(of('60', '30.42', '49.3')).toEqual({
      value: '49.3\u00a0%',
      arithmetic:
        '100 × (60.00 − 30.42) / 60.00 = 49.3\u00a0%, at most 100 %; means of the percents of the aspects, 2019 and 2023',
      source: 'Code of the motorkawanku portal; contribution of works',
    })
    const beyond = of('10', '-1', '100')!
    expect(beyond.value).toBe('100.0\u00a0%')
    expect(beyond.arithmetic).toContain('100 × (10.00 − (−1.00)) / 10.00 = 110.0\u00a0%, at most 100 %')
    expect(of('10', '12', '-20')).toMatchObject({
      value: '−20.0\u00a0%',
      arithmetic: expect.stringContaining('100 × (10.00 − 12.00) / 10.00 = −20.0\u00a0%'),
    })
  })

  it('has no arithmetic that does not give the published percent, and none where no rule is published', () => {
    expect(worksheet('40', '32.495', '51')).toMatchObject({ value: '51,0\u00a0%', arithmetic: null })
    expect(worksheet('40', '', '51')).toMatchObject({ arithmetic: null })
    const { contribution: _, ...older } = methodology
    const of = years(means('40'), { ...means('32.495'), contribution_worksheet_pct: '50' })
    expect(contributionText('worksheet', of, older, 'id')).toEqual({
      ...{ value: '50,0\u00a0%', arithmetic: null, source: null },
    })
    expect(worksheet('40', '32.495', '')).toBeNull()
  })
})
