import fs, { readdirSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Progress } from '../../../pipeline/progress.ts'
import { recordAccepted } from '../../../pipeline/stages/7-publish/drift-file.ts'
import { manifestOf } from '../../../pipeline/stages/7-publish/manifest.ts'
import { PUBLISHED_TABLES } from '../../../pipeline/stages/7-publish/tables.ts'
import { SCORED, withdrawBeside, withdrawReleases } from '../../../pipeline/stages/7-publish/withdrawal.ts'
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
  /** Sum of the file of the targets of programmes; null for a city without. */
  targets?: string | null
  /** Sum of what is published of them. */
  told?: string
  scores?: string
  /** Whether the survey fills what the scores are made from. */
  isFilled?: boolean
}

const SCORE_FILES = ['criterion_scores', 'zones/progress', 'rt/criterion_scores-1a']

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
  const { targets = null, told = 'targets-1', scores = 'scores-1', isFilled = false } = made
  const aimed = targets === null ? [] : ['sasaran']
  const asked = survey === null ? [] : ['survei']
  const described = (id: string, table: string) => ({
    ...{ id, table, title: { id, en: id }, path: `${id}.csv`, licence: 'MIT', columns: {}, examples: [] },
  })
  const { format, ...rest } = manifestOf({
    city: madeUpCity({
      privacy: { k },
      sources: [
        described('sk', 'zones'),
        ...asked.map((id) => described(id, 'households')),
        ...aimed.map((id) => described(id, 'poverty_targets')),
      ],
    }),
    decree: null,
    bounds: [106, -7, 107, -6],
    files: [
      ...(survey === null ? [] : [table('household_indicators', indicators, ['sk', 'survei'])]),
      ...SCORE_FILES.map((name) => table(name, scores, ['sk', ...(isFilled ? asked : [])])),
      ...(targets === null ? [] : [table('poverty_monitoring', told, ['sasaran'])]),
      table('sources', `${survey} ${zones}`, ['sk', ...asked, ...aimed]),
      table('zone_areas', zones, ['sk']),
    ],
    layers: [],
    sources: [
      source('sk', 'zones', zones),
      ...(survey === null ? [] : [source('survei', 'households', survey, accepted)]),
      ...(targets === null ? [] : [source('sasaran', 'poverty_targets', targets)]),
    ],
  })
  return { format, release: id, ...rest }
}

function write(id: string, made: Made = {}): void {
  writeFiles(join(releases, id), { 'manifest.json': JSON.stringify(manifest(id, made)) })
}

const withdraw = (served: string, isAccepted = false) => withdrawReleases(releases, served, { isAccepted })

it('tables of scores are those that a survey fills and that tell nothing else of it', () => {
  const filled = PUBLISHED_TABLES.filter(({ tables }) => tables.includes('rt_deficits'))
  for (const { name, tables } of filled)
    expect([name, SCORED.has(name)]).toEqual([name, !tables.includes('households')])
})

describe('releases before the served one', () => {
  it.each<[string, Made, Made]>([
    ['nothing of the households is other', {}, {}],
    ['zones alone are other', { zones: 'zones-0' }, {}],
    ['k was larger', { k: 7 }, {}],
    ['nobody was asked', { survey: null }, { survey: null }],
    ['households were first asked since', { survey: null }, {}],
    ['the survey is gone, and nobody said that it should be', {}, { survey: null }],
    ['no record of the survey counts any more, and nobody said so', {}, { accepted: 0 }],
    ['scores are other, which a survey fills', { scores: 'scores-0', isFilled: true }, { isFilled: true }],
    ['its survey is in the scores since', { isFilled: false }, { isFilled: true }],
    ['the targets are the same', { targets: 'a' }, { targets: 'a' }],
    ['the targets are gone, and nobody said so', { targets: 'a' }, {}],
  ])('stay where %s', (_, before, now) => {
    write('aaa', before)
    write('bbb', now)
    expect(withdraw('bbb')).toEqual({ withdrawn: [], remaining: [] })
    expect(readdirSync(releases).sort()).toEqual(['aaa', 'bbb'])
  })

  it.each<[string, Made, Made, string]>([
    ['k was smaller', { k: 3 }, {}, 'made under privacy.k 3, now 5'],
    ['k was smaller, households or not', { k: 3, survey: null }, { survey: null }, 'privacy.k 3, now 5'],
    ['the survey is another file', { survey: 'survey-0' }, {}, 'records of households are others'],
    ['other records of it count', { accepted: 399 }, {}, 'records of households are others'],
    ['a record of it was corrected', { indicators: 'figures-0' }, {}, 'records of households are others'],
    ['the targets are another file', { targets: 'a' }, { targets: 'b' }, 'counts of persons in programmes'],
    ['other counts of persons are told', { targets: 'a', told: '1' }, { targets: 'a', told: '2' }, 'persons'],
    [
      'the survey is gone and the targets are others',
      { targets: 'a' },
      { survey: null, targets: 'b' },
      'persons',
    ],
  ])('go where %s', (_, before, now, because) => {
    write('aaa', before)
    write('bbb', now)
    expect(withdraw('bbb').withdrawn).toEqual([{ release: 'aaa', because: expect.stringContaining(because) }])
    expect(readdirSync(releases)).toEqual(['bbb'])
  })

  it.each<[string, Made, Made]>([
    ['the survey was taken back', {}, { survey: null }],
    ['the targets were taken back', { targets: 'a' }, {}],
  ])('go where %s, and somebody said so', (_, before, now) => {
    write('aaa', before)
    write('bbb', now)
    expect(withdraw('bbb', true).withdrawn).toMatchObject([{ release: 'aaa' }])
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
    expect(withdraw('ccc').withdrawn).toEqual([
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
    expect(withdraw('bbb').withdrawn).toEqual([
      { release: 'aaa', because },
      { release: 'cccccccccccccccc', because },
    ])
    expect(readdirSync(releases).sort()).toEqual(['.ddd.old', 'README.txt', 'bbb', 'lost+found'])
  })

  it('are the served one never, however it was made', () => {
    write('aaa', { k: 9 })
    write('bbb', { k: 3, survey: 'survey-0' })
    expect(withdraw('bbb').withdrawn).toMatchObject([{ release: 'aaa' }])
    expect(readdirSync(releases)).toEqual(['bbb'])
  })
})

describe('a withdrawal', () => {
  const SERVED = 'b'.repeat(16)
  const OLD = 'a'.repeat(16)

  function published(before: Made, now: Made): string {
    const output = temporaryFolder()
    releases = join(output, 'public/releases')
    write(OLD, before)
    write(SERVED, now)
    const pointer = { release: SERVED, manifest: 'm', style: 's', tiles: [] }
    writeFiles(output, { 'public/latest.json': JSON.stringify(pointer) })
    return output
  }

  /** Lets a call of the file system be refused, for paths of which this is true. */
  function refusing(call: 'renameSync' | 'rmSync', code: string, isRefused: (path: string) => boolean) {
    const real = fs[call] as (path: string, ...rest: unknown[]) => void
    vi.spyOn(fs, call).mockImplementation((path: unknown, ...rest: unknown[]) => {
      if (isRefused(String(path)))
        throw Object.assign(new Error(`${code}: refused, '${path}'`), { code, syscall: 'x' })
      return real(path as string, ...rest)
    })
    syncBuiltinESMExports()
  }
  const nothingRefused = () => {
    vi.restoreAllMocks()
    syncBuiltinESMExports()
  }
  const said: string[] = []
  const progress = { say: (message: string) => said.push(message) } as unknown as Progress

  it('that the system refuses names what remains, with a code of its own, and is tried again', () => {
    const output = published({ survey: 'survey-0' }, {})
    refusing('renameSync', 'EBUSY', (path) => path.endsWith(OLD))
    const refusal = withdrawBeside(output, progress)
    nothingRefused()
    expect(refusal).toMatchObject({
      exitCode: 50,
      fault: {
        code: 'NOT_WITHDRAWN',
        got: expect.stringMatching(new RegExp(`^${OLD} .*others.*: EBUSY: refused$`)),
      },
    })
    expect(readdirSync(releases)).toEqual([OLD, SERVED])
    expect(withdrawBeside(output, progress)).toBeNull()
    expect(readdirSync(releases)).toEqual([SERVED])
    expect(said.at(-1)).toContain(`release ${OLD} is withdrawn`)
  })

  it('that is cut short leaves nothing in the public folder, or is told of until nothing is left there', () => {
    const output = published({ survey: 'survey-0' }, {})
    const gone = `.${OLD}.gone`
    refusing('rmSync', 'EACCES', (path) => path.endsWith('.gone') && fs.existsSync(path))
    expect(withdrawBeside(output, progress)).toBeNull()
    nothingRefused()
    expect(readdirSync(releases)).toEqual([SERVED])
    expect(readdirSync(output)).toContain(gone)

    // A public folder that is a file system of its own.
    const apart = published({ survey: 'survey-0' }, {})
    const real = fs.renameSync
    refusing('rmSync', 'EACCES', (path) => path.endsWith('.gone') && fs.existsSync(path))
    vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (!String(to).startsWith(releases))
        throw Object.assign(new Error('EXDEV: refused'), { code: 'EXDEV' })
      real(from, to)
    })
    syncBuiltinESMExports()
    const codes = [1, 2].map(() => withdrawBeside(apart, progress)?.fault.code)
    nothingRefused()
    expect(codes).toEqual(['NOT_WITHDRAWN', 'NOT_WITHDRAWN'])
    expect(readdirSync(releases)).toEqual([gone, SERVED])
    expect(withdrawBeside(apart, progress)).toBeNull()
    expect(readdirSync(releases)).toEqual([SERVED])
  })

  it('of what a lost survey would take with it waits for somebody who says so', () => {
    const output = published({}, { survey: null })
    expect(withdrawBeside(output, progress)).toBeNull()
    expect(readdirSync(releases)).toEqual([OLD, SERVED])
    recordAccepted(output, { release: SERVED, previous: OLD, reason: 'the survey was taken back', gates: [] })
    expect(withdrawBeside(output, progress)).toBeNull()
    expect(readdirSync(releases)).toEqual([SERVED])
  })

  it('does nothing where it cannot be told what is served', () => {
    const output = published({ survey: 'survey-0' }, {})
    writeFileSync(join(output, 'public/latest.json'), '{')
    expect(withdrawBeside(output, progress)).toBeNull()
    expect(readdirSync(releases)).toEqual([OLD, SERVED])
  })
})
