import { describe, expect, it } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
import { manifestOf, manifestText } from '../../../pipeline/stages/7-publish/manifest.ts'
import { traceSources } from '../../../pipeline/stages/7-publish/traces/trace-sources.ts'
import { madeUpCity } from '../../support/stage-context.ts'

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

describe('the sources of a trace', () => {
  it('are those of the tables its numbers stand in, though it names no record of them', () => {
    expect(traceSources(CITY, NOTHING)).toEqual(['deliniasi', 'profil'])
    expect(traceSources(CITY, { ...NOTHING, density })).toEqual(['deliniasi', 'jalan', 'profil', 'survei'])
    expect(traceSources(CITY, { ...NOTHING, years })).toEqual(['deliniasi', 'kegiatan', 'profil'])
    const files = [{ source_id: 'mitra', title: null, path: null }]
    expect(traceSources(CITY, { ...NOTHING, files })).toEqual(['deliniasi', 'mitra', 'profil'])
  })

  it('bring their licences into the manifest, under the name of the zone, on a line of its own', () => {
    const manifest = manifestOf({
      ...{ city: CITY, decree: null, bounds: [104, 0, 105, 1], layers: [], sources: [] },
      files: [
        {
          ...{ path: 'traces/zones/7.json', bytes: 1, sha256: 'ab', media_type: 'application/json' },
          ...{ rows: null, sources: traceSources(CITY, { ...NOTHING, density }) },
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
