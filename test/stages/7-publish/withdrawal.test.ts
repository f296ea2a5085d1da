import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { manifestOf } from '../../../pipeline/stages/7-publish/manifest.ts'
import { withdrawReleases } from '../../../pipeline/stages/7-publish/withdrawal.ts'
import { temporaryFolder, writeFiles } from '../../support/small-city.ts'
import { madeUpCity } from '../../support/stage-context.ts'

let releases: string

beforeEach(() => {
  releases = temporaryFolder()
})

interface Made {
  k?: number
  /** Sum of the file that the households came from; null for a city that asked none. */
  survey?: string | null
  accepted?: number
  zones?: string
  indicators?: string
}

const table = (name: string, sha256: string, sources: string[]) => ({
  ...{ path: `tables/${name}.csv`, bytes: 1, sha256, media_type: 'text/csv', rows: 1 },
  sources,
})
const source = (id: string, table_name: string, sha256: string, rows_accepted = 9) => ({
  ...{ source_id: id, title_id: id, title_en: id, table_name, path: `${id}.csv`, sha256, rows_accepted },
})

/** The manifest of a release as the stage writes it. */
function manifest(id: string, made: Made) {
  const { k = 5, survey = 'survey-1', accepted = 400, zones = 'zones-1', indicators = 'figures-1' } = made
  const asked = survey === null ? [] : ['survei']
  const described = (id: string, table: string) => ({
    ...{ id, table, title: { id, en: id }, path: `${id}.csv`, licence: 'MIT', columns: {}, examples: [] },
  })
  const { format, ...rest } = manifestOf({
    city: madeUpCity({
      privacy: { k },
      sources: [described('sk', 'zones'), ...asked.map((id) => described(id, 'households'))],
    }),
    decree: null,
    bounds: [106, -7, 107, -6],
    files: [
      ...(survey === null ? [] : [table('household_indicators', indicators, ['sk', 'survei'])]),
      table('sources', `${survey} ${zones}`, ['sk', ...asked]),
      table('zone_areas', zones, ['sk']),
    ],
    layers: [],
    sources: [
      source('sk', 'zones', zones),
      ...(survey === null ? [] : [source('survei', 'households', survey, accepted)]),
    ],
  })
  return { format, release: id, ...rest }
}

function write(id: string, made: Made = {}): void {
  writeFiles(join(releases, id), { 'manifest.json': JSON.stringify(manifest(id, made)) })
}

describe('releases before the served one', () => {
  it.each<[string, Made, Made]>([
    ['nothing of the households is other', {}, {}],
    ['zones alone are other', { zones: 'zones-0' }, {}],
    ['k was larger', { k: 7 }, {}],
    ['nobody was asked', { survey: null }, { survey: null }],
    ['households were first asked since', { survey: null }, {}],
  ])('stay where %s', (_, before, now) => {
    write('aaa', before)
    write('bbb', now)
    expect(withdrawReleases(releases, 'bbb')).toEqual([])
    expect(readdirSync(releases).sort()).toEqual(['aaa', 'bbb'])
  })

  it.each<[string, Made, Made, string]>([
    ['k was smaller', { k: 3 }, {}, 'made under privacy.k 3, now 5'],
    ['k was smaller, households or not', { k: 3, survey: null }, { survey: null }, 'privacy.k 3, now 5'],
    ['the survey is another file', { survey: 'survey-0' }, {}, 'records of households are others'],
    ['other records of it count', { accepted: 399 }, {}, 'records of households are others'],
    ['a record of it was corrected', { indicators: 'figures-0' }, {}, 'records of households are others'],
    ['the survey was taken back', {}, { survey: null }, 'records of households are others'],
  ])('go where %s', (_, before, now, because) => {
    write('aaa', before)
    write('bbb', now)
    expect(withdrawReleases(releases, 'bbb')).toEqual([
      { release: 'aaa', because: expect.stringContaining(because) },
    ])
    expect(readdirSync(releases)).toEqual(['bbb'])
  })

  it('go where they have figures of households and do not say their k', () => {
    for (const [id, survey] of [
      ['aaa', 'survey-1'],
      ['bbb', null],
    ] as const) {
      const { city, ...rest } = manifest(id, { survey }) as ReturnType<typeof manifest> & { city: object }
      writeFiles(join(releases, id), {
        'manifest.json': JSON.stringify({ ...rest, city: { ...city, privacy: undefined } }),
      })
    }
    write('ccc')
    expect(withdrawReleases(releases, 'ccc')).toEqual([
      { release: 'aaa', because: expect.stringContaining('does not say under which privacy.k') },
    ])
  })

  it('go where they cannot be told, and what is put aside is not theirs to judge', () => {
    write('aaa')
    write('bbb')
    writeFileSync(join(releases, 'aaa/manifest.json'), '{"format"')
    writeFiles(releases, {
      ...{ 'cccccccccccccccc/style.json': '{}', '.ddd.old/style.json': '{}' },
      ...{ 'README.txt': '', 'lost+found/x': '' },
    })
    const because = 'its manifest cannot be read'
    expect(withdrawReleases(releases, 'bbb')).toEqual([
      { release: 'aaa', because },
      { release: 'cccccccccccccccc', because },
    ])
    expect(readdirSync(releases).sort()).toEqual(['.ddd.old', 'README.txt', 'bbb', 'lost+found'])
  })

  it('are the served one never, however it was made', () => {
    write('aaa', { k: 9 })
    write('bbb', { k: 3, survey: 'survey-0' })
    expect(withdrawReleases(releases, 'bbb')).toMatchObject([{ release: 'aaa' }])
    expect(readdirSync(releases)).toEqual(['bbb'])
  })
})
