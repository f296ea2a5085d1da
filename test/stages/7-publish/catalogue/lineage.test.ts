import { describe, expect, it } from 'vitest'
import { lineageText } from '../../../../pipeline/stages/7-publish/catalogue/lineage.ts'
import type { LineageFacts } from '../../../../pipeline/stages/7-publish/catalogue/lineage-facts.ts'
import { madeUpRelease, profile } from './made-up-release.ts'

const facts: LineageFacts = {
  rules: [
    {
      ...{ code: 'AREA_STALE', severity: 'warn', count: 2 },
      title: { id: 'Luas tidak cocok', en: 'Areas differ' },
    },
  ],
  corrections: [
    { id: 'row-3', status: 'open', rows: 1, reason: { id: 'Salah <ketik>', en: 'Mistyped `name`' } },
  ],
  areas: { ok: 1, stale: 2, wrong: 0, missing: 1 },
  area_words: {
    ...{ ok: { id: 'Sesuai', en: 'Agrees' }, stale: { id: 'Perlu diperiksa', en: 'To be checked' } },
    wrong: { id: 'Tidak sesuai', en: 'Does not agree' },
  },
  densities: { people: 2, buildings: 4 },
  methodologies: [{ id: 'permen-pupr-14-2018', title: { id: 'Permen 14', en: 'Regulation 14' } }],
  scores: { open: 3, all: 9 },
}

type Release = Parameters<typeof madeUpRelease>

function halves(release?: Release[0], city?: Release[1], changes = {}): [id: string, en: string] {
  const parts = lineageText(madeUpRelease(release, city), { ...facts, ...changes }).split('\n---\n')
  expect(parts).toHaveLength(2)
  return parts as [string, string]
}

describe('the lineage of a release', () => {
  it('says the same in both languages: statement, CRS, sources, steps, limits', () => {
    const shape = (text: string) => text.split('\n').map((line) => line.match(/^(#+|-)? ?/)![0])
    const [id, en] = halves()
    expect(shape(id).join()).toBe(shape(en.replace(/^\n/, '')).join())
    expect(id.match(/^## .*/gm)).toEqual([
      '## Pernyataan',
      '## Sistem koordinat',
      '## Sumber',
      '## Langkah proses',
      '## Batas yang diketahui',
    ])
    expect(en.match(/^### \d-.*/gm)).toHaveLength(7)
  })

  it('accounts for each source with its hash, licence, day and rows', () => {
    const [, en] = halves()
    expect(en).toContain(`### batas: File batas

- Table: zones; file: sources/batas.shp (shapefile, 99 bytes)
- SHA-256: ${'ab'.repeat(32)}
- Licence: izin tertulis; retrieved: not told
- CRS: EPSG:32748; encoding: utf-8
- Rows read 5 = accepted 3 + quarantined 2 + filtered 2`)
    expect(en).toContain('CRS: no geometry')
  })

  it('names the rules that found something, the corrections, the limits and the methods', () => {
    const [id, en] = halves()
    expect(en).toContain('- AREA_STALE (warn, 2): Areas differ')
    expect(en).toContain('- permen-pupr-14-2018: Regulation 14')
    expect(en).toContain('a warning above 0.1 %')
    expect(id).toContain('peringatan di atas 0,1 %')
    expect(en).toContain('EPSG:32748')
  })

  it('tells what is not there: decree, dates, survey, buildings, works', () => {
    const [, bare] = halves({ decree: null, time: null })
    const limits = bare.split('## Known limits')[1]!
    for (const words of ['No decree is in force', 'No data are dated', 'no household survey', 'no building'])
      expect(limits).toContain(words)
    expect(limits).toContain('count nowhere: 2.')
    expect(limits).toContain('intervals only: 3 of 9.')
    const [, dated] = halves()
    expect(dated).not.toContain('No decree is in force')
  })

  it('says of the steps what was done with what the city has, in the words of either language', () => {
    const [id, en] = halves()
    expect(id).toContain('Sesuai 1; Perlu diperiksa 2; Tidak sesuai 0; Tanpa luas SK 1.')
    expect(id).not.toMatch(/\b(ok|stale|wrong|missing) \d/)
    expect(en).toContain('Agrees 1; To be checked 2; Does not agree 0; No decreed area 1.')
    expect(en).toContain('a point inside it. Size class of the city: sedang.')
    expect(en).toContain('SNI 03-1733-2004')
    // It has zones and no kelurahan, no survey and no works.
    expect(en).not.toMatch(/cut by|Answers of a survey|Works of the year|households only/)
    const sources = ['households', 'interventions'].map((table_name) => ({
      ...madeUpRelease().sources[0]!,
      table_name,
    }))
    const layers = [{ ...madeUpRelease().layers[0]!, profile: profile('rt') }]
    const [, full] = halves({ sources, layers })
    for (const words of ['cut by RT;', 'Answers of a survey', 'Works of the year', 'from at least 5 of them'])
      expect(full).toContain(words)
  })

  it('tells of no step what a city without decree, people, buildings or scores did not have', () => {
    const nothing = {
      areas: { ok: 0, stale: 0, wrong: 0, missing: 3 },
      densities: { people: 0, buildings: 0 },
      methodologies: [],
    }
    const [id, en] = halves({ sources: [] }, {}, nothing)
    expect(en).not.toMatch(/Decreed against|A building counts|SNI 03|are moved to WGS 84/)
    expect(id.match(/Tidak ada data untuk langkah ini/g)).toHaveLength(3)
    expect(en.match(/No data for this step/g)).toHaveLength(3)
  })

  it('lets no words of the city become marks of Markdown or of a page', () => {
    for (const text of halves()) {
      expect(text).not.toMatch(/<script|<ketik>|`name`/)
      expect(text).not.toContain('*Wali Kota*')
    }
  })

  it('tells of synthetic data first among the limits, and of nothing where all are real', () => {
    const synthetic = { id: 'Data sintetis.', en: 'Synthetic data.' }
    expect(halves({}, { synthetic })[1].split('## Known limits\n\n')[1]).toMatch(/^- Synthetic data\./)
    expect(halves()[1]).not.toContain('Synthetic')
  })
})
