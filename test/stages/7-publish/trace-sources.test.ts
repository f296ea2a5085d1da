import { describe, expect, it } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
import { layerProfiles } from '../../../pipeline/layers/profiles.ts'
import { publish } from '../../../pipeline/stages/7-publish/index.ts'
import { manifestOf, manifestText } from '../../../pipeline/stages/7-publish/manifest.ts'
import { type Filling, fillingTables, sourcesOf } from '../../../pipeline/stages/7-publish/sources-of.ts'
import { PUBLISHED_TABLES } from '../../../pipeline/stages/7-publish/tables.ts'
import { traceSources } from '../../../pipeline/stages/7-publish/traces/trace-sources.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { madeUpCity, stageContext } from '../../support/stage-context.ts'

const source = (id: string, table: string, licence: string) =>
  ({ id, table, licence }) as City['sources'][number]
const CITY = madeUpCity({
  sources: [
    source('deliniasi', 'zones', 'CC0-1.0'),
    source('profil', 'rt_profiles', 'CC0-1.0'),
    source('jalan', 'networks', 'ODbL-1.0'),
    source('kegiatan', 'interventions', 'CC-BY-4.0'),
    source('survei', 'households', 'CC-BY-4.0'),
    source('mitra', 'stakeholders', 'CC-BY-4.0'),
  ],
})

type Parts = Parameters<typeof traceSources>[1]
const NOTHING: Parts = {
  files: [],
  ...{ total: null, criteria: [], areas: null, density: null, outside: null, years: [] },
}
const density = {} as NonNullable<Parts['density']>
const years = [{}] as Parts['years']
const FILLS: Row = { status: 'fills', answered: 9 }
const NONE: Filling = { deficits: [], places: [] }
const published = (table: string) => PUBLISHED_TABLES.find(({ name }) => name === table)!

describe('the sources of a trace', () => {
  it('are those of the tables its numbers stand in, though it names no record of them', () => {
    expect(traceSources(CITY, NOTHING, NONE)).toEqual(['deliniasi', 'profil'])
    expect(traceSources(CITY, { ...NOTHING, density }, NONE)).toEqual([
      ...['deliniasi', 'jalan', 'profil', 'survei'],
    ])
    expect(traceSources(CITY, { ...NOTHING, years }, NONE)).toEqual(['deliniasi', 'kegiatan', 'profil'])
    const files = [{ source_id: 'mitra', title: null, path: null }]
    expect(traceSources(CITY, { ...NOTHING, files }, NONE)).toEqual(['deliniasi', 'mitra', 'profil'])
  })

  it('are also the survey that fills its scores, by its licence, and of no number without a score', () => {
    const filling = { deficits: ['households'], places: [] }
    const total = { criteria: [] } as unknown as Parts['total']
    expect(traceSources(CITY, { ...NOTHING, total }, filling)).toEqual(['deliniasi', 'profil', 'survei'])
    expect(traceSources(CITY, { ...NOTHING, years }, filling)).toContain('survei')
    expect(traceSources(CITY, NOTHING, filling)).not.toContain('survei')
    for (const name of ['criterion_scores', 'aspect_scores', 'score_totals', 'zone_ratings', 'progress'])
      expect([name, sourcesOf(CITY, [published(name)], filling)]).toEqual([
        name,
        expect.arrayContaining(['profil', 'survei']),
      ])
    const ofNoDeficit = ['grid', 'interventions']
    for (const layer of layerProfiles().filter(({ tables }) => tables.includes('rt_profiles')))
      expect([layer.name, sourcesOf(CITY, [layer], filling).includes('survei')]).toEqual([
        layer.name,
        !ofNoDeficit.includes(layer.name),
      ])
    expect(sourcesOf(CITY, [published('zone_areas')], filling)).toEqual(['deliniasi'])
  })

  it.each<[string, Row[], Row[], Filling]>([
    ['no survey', [], [], NONE],
    ['one that is held against the records alone', [{ status: 'compared', answered: 9 }], [], NONE],
    [
      'answers that fill, also of RT without a profile of the year',
      [{ status: 'agrees', answered: 9 }, FILLS],
      [{ buildings: null }],
      { deficits: ['households'], places: ['households'] },
    ],
    ['answers that fill those of profiles', [FILLS], [], { deficits: ['households'], places: [] }],
    [
      'a header of counted buildings',
      [FILLS],
      [{ buildings: 12 }],
      { deficits: ['households', 'buildings'], places: ['households'] },
    ],
    [
      'counted buildings',
      [{ ...FILLS, answered: null }],
      [],
      { deficits: ['households', 'buildings'], places: [] },
    ],
    ['counted buildings that are only compared', [{ status: 'compared', answered: null }], [], NONE],
  ])('fill what no record states from %s', async (_, deficits, profiles, filling) => {
    const context = await stageContext(publish, {
      tables: {
        '5-indicators': {
          survey_deficits: { columns: { status: 'VARCHAR', answered: 'BIGINT' }, rows: deficits },
          survey_profiles: { columns: { buildings: 'BIGINT' }, rows: profiles },
        },
      },
    })
    try {
      expect(await fillingTables(context)).toEqual(filling)
    } finally {
      context.close()
    }
  })

  it('bring their licences into the manifest, under the name of the zone, on a line of its own', () => {
    const manifest = manifestOf({
      ...{ city: CITY, decree: null, bounds: [104, 0, 105, 1], layers: [], sources: [] },
      files: [
        {
          ...{ path: 'traces/zones/7.json', bytes: 1, sha256: 'ab', media_type: 'application/json' },
          ...{ rows: null, sources: traceSources(CITY, { ...NOTHING, density }, NONE) },
          title: { id: 'Asal angka lokasi K01 Uji', en: 'How the numbers of zone K01 Uji came about' },
        },
      ],
    })
    const [file] = manifest.files as Record<string, unknown>[]
    expect(file).toMatchObject({
      licence: 'CC-BY-4.0; CC0-1.0; ODbL-1.0',
      title: { id: 'Asal angka lokasi K01 Uji' },
    })
    const text = manifestText(manifest)
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(manifest)))
    expect(text.split('\n').filter((line) => line.includes('"sha256"'))).toHaveLength(1)
    expect(text.split('\n').find((line) => line.includes('"sha256"'))).toContain('ODbL-1.0')
  })
})
