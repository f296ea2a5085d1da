import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { makeFinding } from '../../../pipeline/stages/2-validate/catalogue.ts'
import { buildReport } from '../../../pipeline/stages/2-validate/report/build.ts'
import { digestOf, MARKS_PER_RULE } from '../../../pipeline/stages/2-validate/report/digest.ts'
import { formatDate, formatNumber } from '../../../pipeline/stages/2-validate/report/format.ts'
import { renderReport } from '../../../pipeline/stages/2-validate/report/html.ts'
import { mapLegend, mapSvg } from '../../../pipeline/stages/2-validate/report/map-svg.ts'
import { isPersonal } from '../../../pipeline/stages/2-validate/report/privacy.ts'
import type { Report } from '../../../pipeline/stages/2-validate/report/types.ts'
import { chromiumOrSkip, launchChromium } from '../../support/chromium.ts'
import { sampleFindings, sampleParts, sampleReport } from './report-sample.ts'

const CHROMIUM = chromiumOrSkip('the report')

describe('numbers and dates', () => {
  it.each([
    [1234.5, 2, '1.234,50', '1,234.50'],
    [12.6, 2, '12,60', '12.60'],
    [1_234_567, 0, '1.234.567', '1,234,567'],
    [-0.17, 1, '−0,2', '−0.2'],
    [-0.001, 2, '0,00', '0.00'],
    [999, 0, '999', '999'],
    [0, 2, '0,00', '0.00'],
  ])('%f with %i decimals', (value, decimals, id, en) => {
    expect(formatNumber(value, decimals, 'id')).toBe(id)
    expect(formatNumber(value, decimals, 'en')).toBe(en)
  })

  it('writes dates out and leaves what is no date', () => {
    expect(formatDate('2024-03-14', 'id')).toBe('14 Maret 2024')
    expect(formatDate('2024-08-01', 'en')).toBe('1 August 2024')
    expect(formatDate('2024-13-01', 'en')).toBe('2024-13-01')
    expect(formatDate('kira-kira 2014', 'id')).toBe('kira-kira 2014')
  })
})

describe('buildReport', () => {
  const report = sampleReport()

  it('counts: read = accepted + quarantined + filtered, hectares by status', () => {
    const { stats } = report
    expect(stats.read).toBe(11_013)
    expect(stats.accepted + stats.quarantined + stats.filtered).toBe(stats.read)
    expect(stats.zones).toBe(7)
    expect(stats.zones_reconciled).toBe(4)
    expect(stats.area_ha_reconciled).toBeCloseTo(12.6 + 5.99 + 31.64 + 18.92, 9)
    expect(stats.findings).toEqual({ fail: 0, quarantine: 9, warn: 5, info: 2 })
  })

  it('counts the zones of the decree in force alone', () => {
    const parts = sampleParts()
    const later = parts.reconciliation.map((row) => ({ ...row, decree_number: 'verifikasi-2018' }))
    const both = buildReport({ ...parts, reconciliation: [...parts.reconciliation, ...later] })
    expect(both.stats.zones).toBe(report.stats.zones)
    expect(both.stats.area_ha_utm).toBe(report.stats.area_ha_utm)
    expect(both.reconciliation).toHaveLength(2 * report.reconciliation.length)
  })

  it('puts first what changes most of what is published: points of a survey after zones and decree, notes last', () => {
    expect(report.rules.map(({ code }) => code)).toEqual([
      'ADMIN_GEOMETRY',
      'AREA_MISSING',
      'AREA_WRONG',
      'KEY_DUP',
      'GEOM_INVALID',
      'AREA_STALE',
      'FIELD_BLANK',
      'POINT_OUTSIDE',
      'NAME_FUZZY',
      'ENCODING_DETECTED',
    ])
    const repeated = report.rules[3]
    expect(repeated).toMatchObject({ count: 7, records: 7, table: 'buildings' })
    expect(repeated?.examples.map(({ source_row }) => source_row)).toEqual([4100, 4101, 4102, 4103, 4104])
  })

  it('does not depend on the order in which findings were made', () => {
    const parts = sampleParts()
    const turned = buildReport({ ...parts, found: digestOf(sampleFindings().reverse()) })
    expect(JSON.stringify(turned)).toBe(JSON.stringify(report))
    expect(renderReport(turned)).toBe(renderReport(report))
  })

  it('keeps what households said and where they live out of the report', () => {
    expect(isPersonal('households')).toBe(true)
    expect(isPersonal('zones')).toBe(false)
    const example = report.rules.find(({ code }) => code === 'POINT_OUTSIDE')?.examples[0]
    expect(example).toMatchObject({ source_row: 88, key: null, got: null, lon: null, lat: null })
    const everything = JSON.stringify(report) + renderReport(report)
    expect(everything).not.toContain('secret-household')
    expect(everything).not.toContain('104.61111')
  })

  it('says what the city set as a limit', () => {
    const parts = sampleParts()
    const own = buildReport({ ...parts, settings: { area: { difference_error_pct: 0.75 } } })
    expect(own.rules.find(({ code }) => code === 'AREA_WRONG')?.threshold?.value).toBe(0.75)
    expect(renderReport(own)).toContain('0,75')
  })

  it('draws a bounded number of marks and counts the rest', () => {
    const parts = sampleParts()
    const many = Array.from({ length: MARKS_PER_RULE + 25 }, (_, index) =>
      makeFinding(parts.catalogue, {
        code: 'GEOM_INVALID',
        table: 'buildings',
        source_id: 'buildings',
        source_row: index + 1,
        message: { id: 'x', en: 'x' },
        lon: 104.44,
        lat: 0.92,
      }),
    )
    const { map } = buildReport({ ...parts, found: digestOf(many) })
    expect(map.findings).toHaveLength(MARKS_PER_RULE)
    expect(map.findings_total).toBe(MARKS_PER_RULE + 25)
  })

  it.each<[string, Partial<Report['stats']['findings']>, boolean, RegExp]>([
    ['nothing', {}, true, /tidak ada yang perlu diperbaiki/],
    ['a warning', { warn: 1 }, true, /1 peringatan/],
    ['a quarantined record', { quarantine: 1 }, true, /1 rekaman dikarantina\./],
    ['a violation', { fail: 1 }, false, /belum dapat dipakai/],
  ])('gives a verdict on %s', (_name, counts, usable, sentence) => {
    const parts = sampleParts()
    const codes = { warn: 'RT_PARSE', quarantine: 'KEY_DUP', fail: 'PII_NAME', info: 'NAME_FUZZY' } as const
    const rules = new Map(parts.catalogue)
    rules.set('PII_NAME', { ...rules.get('PII_NAME')!, severity: 'fail' })
    const findings = (Object.keys(counts) as (keyof typeof counts)[]).map((severity) =>
      makeFinding(rules, {
        code: codes[severity],
        table: 'zones',
        source_id: 'zones',
        message: { id: '', en: '' },
      }),
    )
    const sources = parts.sources.map((source) => ({
      ...source,
      quarantined: source.source_id === 'zones' ? (counts.quarantine ?? 0) : 0,
    }))
    const built = buildReport({ ...parts, catalogue: rules, sources, found: digestOf(findings) })
    expect(built.usable).toBe(usable)
    expect(built.verdict.id).toMatch(sentence)
  })
})

describe('renderReport', () => {
  const html = renderReport(sampleReport())

  it('is one page that asks for nothing and runs nothing', () => {
    expect(html.startsWith('<!doctype html>')).toBe(true)
    expect(html).not.toMatch(/<script|\son[a-z]+=|javascript:/i)
    expect(html).not.toMatch(/\s(?:src|srcset|action|poster)=/i)
    expect(
      [...html.matchAll(/href="([^"]*)"/g)].filter(([, to]) => !to!.startsWith('#') && to !== 'data:,'),
    ).toEqual([])
    expect(html).not.toMatch(/url\((?!#)/)
  })

  it('carries a policy that lets through its own style sheet and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? ''
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('script-src')
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    expect(html).not.toMatch(/\sstyle="/)
  })

  it('says at the top that data are synthetic, and only when they are', () => {
    expect(html.indexOf('Data sintetis')).toBeGreaterThan(0)
    expect(html.indexOf('Data sintetis')).toBeLessThan(html.indexOf('class="verdict"'))
    const parts = sampleParts()
    const real = renderReport(buildReport({ ...parts, city: { ...parts.city, synthetic: null } }))
    expect(real).not.toContain('Data sintetis')
  })

  it('escapes everything a source may say', () => {
    const planted = `<script>alert(1)</script>"'&<img src=x onerror=alert(2)>`
    const parts = sampleParts()
    const text = { id: planted, en: planted }
    const evil = renderReport(
      buildReport({
        ...parts,
        city: { name: planted, title: text, code: planted, synthetic: text },
        sources: parts.sources.map((source) => ({
          ...source,
          title: text,
          path: planted,
          layer: planted,
          format: planted,
          licence: planted,
          retrieved: planted,
          sha256: planted,
          crs: { code: planted, how: planted },
          encoding: { name: planted, how: planted },
        })),
        found: digestOf(
          sampleFindings().map((finding) => ({
            ...finding,
            key: planted,
            field: planted,
            got: planted,
            expected: planted,
            message: text,
          })),
        ),
        quarantine: [{ source_id: planted, file: planted, rows: 1 }],
        corrections: parts.corrections.map((correction) => ({
          ...correction,
          id: planted,
          table: planted,
          source: planted,
          reason: text,
          provider: planted,
          reported: planted,
          examples: correction.examples.map((example) => ({
            ...example,
            source_id: planted,
            key: planted,
            column: planted,
            before: planted,
            after: planted,
          })),
        })),
        policy: parts.policy.map((entry) => ({
          ...entry,
          code: planted,
          title: text,
          threshold: { from: 1, to: 2, unit: text },
          sources: [planted],
          reason: text,
          until: planted,
        })),
        scores: {
          classes: parts.scores.classes.map((one) => ({ ...one, code: planted, title: text })),
          groups: parts.scores.groups.map((group) => ({ ...group, name: planted })),
        },
        reconciliation: parts.reconciliation.map((row) => ({
          ...row,
          decree_number: planted,
          zone_id: planted,
          name: planted,
          kelurahan: planted,
        })),
        completeness: {
          criteria: parts.completeness.criteria.map(() => ({ id: planted, title: text })),
          rows: parts.completeness.rows.map((row) => ({ ...row, rt_id: planted, missing: [planted] })),
        },
        outlines: {
          ...parts.outlines,
          kelurahan: parts.outlines.kelurahan.map((item) => ({
            ...item,
            properties: { code: planted, name: planted },
          })),
          zones: parts.outlines.zones.map((item) => ({
            ...item,
            properties: { zone_id: planted, name: planted, score_class: planted },
          })),
        },
      }),
    )
    expect(evil).not.toMatch(/<script|<img/i)
    expect(evil).toContain('&lt;script&gt;')
    const tags = evil.match(/<[a-z][^>]*>/gi) ?? []
    expect(tags.filter((tag) => /onerror|alert/.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([])
  })

  it('gives every id once, and every link its target', () => {
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    for (const [, target] of html.matchAll(/(?:href="#|url\(#)([^")]+)/g)) expect(ids).toContain(target)
  })

  it('can be walked by its headings, tables and drawings', () => {
    const levels = [...html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level))
    expect(levels[0]).toBe(1)
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([])
    const tables = html.match(/<table[\s\S]*?<\/table>/g) ?? []
    expect(tables.length).toBeGreaterThan(8)
    for (const table of tables) expect(table).toMatch(/^<table[^>]*><caption/)
    expect(html.match(/<th(?![a-z])(?![^>]*scope=)[^>]*>/g)).toBeNull()
    for (const [drawing] of html.matchAll(/<svg[^>]*role="img"[^>]*><[a-z]+>/g))
      expect(drawing).toMatch(/<title>$/)
    for (const [tag] of html.matchAll(/<svg(?![^>]*role="img")[^>]*>/g))
      expect(tag).toContain('aria-hidden="true"')
  })

  it('tells what a rejected record needs: its file, why, and the way back', () => {
    expect(html).toContain('<code>buildings.geojson</code>')
    expect(html).toContain('quarantine/survey.geojson')
    expect(html).toMatch(/<code>amends<\/code>/)
    const clean = sampleParts()
    expect(renderReport(buildReport({ ...clean, quarantine: [] }))).not.toContain('id="quarantine"')
  })

  it('shows corrections and changed rules with before, after, reason and last day', () => {
    expect(html).toContain('<del>59.9</del> → <ins>5.99</ins>')
    expect(html).toContain('2 <span lang="id">baris lain</span>')
    expect(html).toContain('dibenarkan pemilik data')
    expect(html).toContain('31 Desember 2024')
    expect(html).toContain('1 → 2,5')
  })

  it('marks the limits of the classes in the distribution of scores, and leaves out a year without scores', () => {
    const scores = html.slice(html.indexOf('id="scores"'), html.indexOf('id="completeness"'))
    for (const limit of [16, 38, 60]) expect(scores).toContain(`>${limit}</text>`)
    expect(scores).not.toContain('RT 2018')
    // 37 and 38 stand on either side of a limit, so in bars of their own colours.
    expect(scores).toMatch(/fill="#fdcc8a"[^>]*><title>36–37: 1</)
    expect(scores).toMatch(/fill="#fc8d59"[^>]*><title>38–39: 1</)
  })

  it('counts the age of a source from the newest one', () => {
    const parts = sampleParts()
    const dates = ['2024-03-14', '2024-03-13', '2023-03-14', '2019-01-01']
    const sources = parts.sources.map((source, index) => ({ ...source, retrieved: dates[index]! }))
    const aged = renderReport(buildReport({ ...parts, sources }))
    expect(aged).toContain('14 Maret 2024')
    for (const age of ['hari lebih tua', 'bulan lebih tua', 'tahun lebih tua']) expect(aged).toContain(age)
    expect(aged).toContain('day older')
  })

  it('stays readable with hundreds of zones and rules: names the worst, says how many more and where', () => {
    const parts = sampleParts()
    const zone = parts.reconciliation[2]!
    const outline = parts.outlines.zones[0]!
    const reconciliation = Array.from({ length: 700 }, (_, index) => ({
      ...zone,
      zone_id: `Z${index}`,
      name: `L${index}`,
    }))
    const zones = Array.from({ length: 438 }, (_, index) => ({
      ...outline,
      properties: { ...outline.properties, name: `Lokasi ${index}` },
    }))
    const found = digestOf(
      [...parts.catalogue.keys()].map((code, index) =>
        makeFinding(parts.catalogue, {
          code,
          table: 'zones',
          source_id: 'zones',
          source_row: index + 1,
          message: { id: 'x', en: 'x' },
        }),
      ),
    )
    const report = buildReport({
      ...parts,
      found,
      reconciliation,
      outlines: { ...parts.outlines, zones, zones_total: 438 },
    })
    const big = renderReport(report)
    expect(big).not.toContain('>Lokasi 7</text>')
    expect(big).toContain('Nama lokasi tidak ditulis karena rapat')
    expect(big).toMatch(/<span lang="id">24 terburuk digambar;<\/span>/)
    expect(big).toContain('stages/3-area/zone_areas.parquet')
    expect(big.match(/<article/g)).toHaveLength(report.rules.length)
    const folded = big.slice(big.indexOf('<details class="more">'))
    expect(folded.slice(0, 400)).toMatch(/aturan lain.*Peringatan/)
    expect(folded.slice(0, 400)).not.toMatch(/teringan|paling ringan|lightest/)
    expect(folded.match(/<article/g)!.length).toBe(report.rules.length - 15)
  })

  it('names what is stale in the plot, with both number formats', () => {
    expect(html).toContain('>Lembah Purnama −0,17 %<')
    expect(html).toContain('>Lembah Purnama −0.17 %<')
    expect(html).toContain('69,15')
    expect(html).toContain('69.15')
  })

  it('groups the heat map by kelurahan when there are many RT', () => {
    const many = renderReport(buildReport(sampleParts(9)))
    expect(many).toContain('Satu baris untuk satu kelurahan.')
    expect(many).toContain('Tanjung Ayun (9 RT)')
    expect(html).toContain('Satu baris untuk satu RT.')
  })

  it('leaves out what it has nothing to say about', () => {
    const parts = sampleParts()
    const bare = renderReport(
      buildReport({
        ...parts,
        sources: [],
        quarantine: [],
        corrections: [],
        policy: [],
        scores: { classes: [], groups: [] },
        found: digestOf([]),
        reconciliation: [],
        completeness: { criteria: [], rows: [] },
        outlines: { kelurahan: [], zones: [], zones_total: 0 },
      }),
    )
    expect(bare).not.toMatch(
      /NaN|undefined|Infinity|id="(?:map|areas|completeness|scores|corrections|policy|quarantine)"/,
    )
    expect(html).not.toMatch(/NaN|undefined|Infinity/)
  })
})

describe('mapSvg', () => {
  it('frames zones and findings; a finding far outside the city does not shrink it', () => {
    const { map } = sampleReport()
    const far = {
      ...map,
      findings: [
        ...map.findings,
        { lon: 0, lat: 0, code: 'GEOM_OUTSIDE_ENVELOPE', number: 11, severity: 'warn' as const },
      ],
    }
    expect(mapSvg(far, 920)).toBe(mapSvg(map, 920))
  })

  it('draws a zone whose score is not stated plainly, neither in a class nor as missing data', () => {
    const { map } = sampleReport()
    expect(mapSvg(map, 920)).toMatch(/fill="#f7f6f2"[^>]*><title>Senggarang</)
    expect(mapSvg(map, 920)).not.toContain('<pattern')
    const legend = mapLegend(map, new Map())
    expect(legend).toContain('Nilai tidak tertulis di SK; dihitung di tahap indikator, lihat peta')
    expect(legend).not.toMatch(/pattern|tidak ada data/)
  })
})

describe.skipIf(CHROMIUM === null)('in a browser', () => {
  it('switches language without script, fits a phone, and prints', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'report-'))
    const browser = await launchChromium(CHROMIUM!)
    try {
      const file = join(directory, 'report.html')
      writeFileSync(file, renderReport(sampleReport()))
      const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
      const troubles: string[] = []
      page.on('console', (message) => troubles.push(message.text()))
      page.on('request', (request) => {
        if (!request.url().startsWith('file:') && !request.url().startsWith('data:'))
          troubles.push(request.url())
      })
      await page.goto(pathToFileURL(file).href)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
      expect(await page.locator('.verdict [lang=id]').isVisible()).toBe(true)
      expect(await page.locator('.verdict [lang=en]').isVisible()).toBe(false)
      await page.click('label[for=language-en]')
      expect(await page.locator('.verdict [lang=id]').isVisible()).toBe(false)
      expect(await page.locator('.verdict [lang=en]').isVisible()).toBe(true)
      expect(await page.locator('svg [lang=en]:visible').count()).toBeGreaterThan(0)
      expect(await page.locator('svg [lang=id]:visible').count()).toBe(0)
      await page.focus('#language-en')
      await page.keyboard.press('ArrowLeft')
      expect(await page.locator('.verdict [lang=id]').isVisible()).toBe(true)
      for (const summary of await page.locator('summary').all())
        if (await summary.isVisible()) await summary.click()
      expect(await page.locator('details:not([open])').count()).toBe(0)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
      expect(await page.evaluate("document.querySelector('.bar h1').clientWidth")).toBeGreaterThan(300)
      await page.reload()
      expect(await page.locator('details.more .rule').first().isVisible()).toBe(false)
      await page.emulateMedia({ media: 'print' })
      for (const rule of await page.locator('.rule').all()) expect(await rule.isVisible()).toBe(true)
      const pdf = await page.pdf({ preferCSSPageSize: true })
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      expect(troubles).toEqual([])
    } finally {
      await browser.close()
      rmSync(directory, { recursive: true, force: true })
    }
  })
})
