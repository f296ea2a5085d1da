import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type DoctorOptions, type DoctorReport, runDoctor } from '../../pipeline/doctor/index.ts'
import { type Machine, thisMachine } from '../../pipeline/doctor/machine.ts'
import type { UserError } from '../../pipeline/errors.ts'
import { inProcess } from '../support/command-line.ts'
import { CITY_YAML, smallCity, temporaryFolder, writeFiles } from '../support/small-city.ts'

let workspace: string
/** This machine as it should be, whatever runs the tests; its parts are not loaded again in each of them. */
const SOUND: Machine = {
  ...thisMachine(),
  ...{ node: '22.0.0', memory_bytes: 16e9, processors: 4, now: new Date('2026-01-02T00:00:00Z') },
  freeSpace: () => ({ free_bytes: 50e9, file_system: '1' }),
  tryDatabase: async () => 'v1',
  tryGeometry: async () => {},
  tryBundler: async () => '1',
}

beforeAll(() => {
  workspace = smallCity()
})

const broken = (message: string) => async () => {
  throw new Error(message)
}

async function examined(machine: Partial<Machine>, options: DoctorOptions = {}, cities = [workspace]) {
  const lines: string[] = []
  const given = { output: temporaryFolder(), json: true, ...options }
  const error = await runDoctor(cities, given, (line) => lines.push(line), { ...SOUND, ...machine }).then(
    () => undefined,
    (thrown: UserError) => thrown,
  )
  const checks = given.json ? (JSON.parse(lines[0]!) as DoctorReport).checks : []
  const amiss = checks.filter(({ verdict }) => verdict !== 'ok')
  return { lines, error, checks, amiss }
}

describe('petakumuh doctor', () => {
  it('loads and tries what a build needs on this machine, and leaves nothing', async () => {
    const output = temporaryFolder()
    const { code, out } = await inProcess(['doctor', workspace, '--output', output])
    expect([code, readdirSync(output)]).toEqual([0, []])
    expect(out).toMatch(/^ok +database +DuckDB v\d.*, Parquet and JSON$/m)
    expect(out).toMatch(/^ok +geometry +GEOS/m)
    expect(out).toMatch(/^ok +page bundler +esbuild \d/m)
    expect(out).toMatch(/^ok +city kota-uji +city\.yaml is valid, 1 sources are there$/m)
    expect(out).toMatch(/^ok +last build kota-uji +never built$/m)
  })

  it('ends with 0 where all is well, and names every check once', async () => {
    const { error, checks, amiss } = await examined({})
    expect([error, amiss]).toEqual([undefined, []])
    expect(checks.map(({ check, city }) => `${check} ${city ?? ''}`.trim())).toEqual([
      ...['node', 'database', 'geometry', 'bundler', 'memory', 'output', 'clock', 'language'],
      ...['tippecanoe', 'city kota-uji', 'build kota-uji'],
    ])
  })

  it.each<[string, Partial<Machine>, RegExp]>([
    ['node', { node: '20.18.3' }, /20\.18\.3, needed is 20\.19 or later/],
    ['database', { tryDatabase: broken('no such file: duckdb.node\nstack') }, /^no such file: duckdb\.node$/],
    ['geometry', { tryGeometry: broken('no WebAssembly') }, /^no WebAssembly$/],
    ['bundler', { tryBundler: broken('spawn EACCES') }, /^spawn EACCES$/],
  ])('ends with 40 where this is broken, and says what to do: %s', async (check, machine, got) => {
    const { error, amiss } = await examined(machine)
    expect(amiss).toEqual([
      {
        ...{ check, city: null, verdict: 'broken' },
        got: { id: expect.any(String), en: expect.stringMatching(got) },
        next: { id: expect.stringMatching(/npm ci/), en: expect.stringMatching(/npm ci/) },
      },
    ])
    expect(error).toMatchObject({
      exitCode: 40,
      fault: { code: 'MACHINE_NOT_FIT', got: `broken: ${check}`, next: expect.any(String) },
    })
  })

  it('ends with 40 where the output cannot be written, and goes on to what else there is', async () => {
    const output = join(temporaryFolder(), 'berkas')
    writeFileSync(output, '')
    const { error, amiss, checks } = await examined({}, { output })
    expect(amiss.map(({ check, verdict }) => [check, verdict])).toEqual([['output', 'broken']])
    expect(amiss[0]!.next!.en).not.toBe('')
    expect(checks.at(-1)!.check).toBe('build')
    expect(error!.exitCode).toBe(40)
  })

  it('asks for tippecanoe where a city does, and only there', async () => {
    const empty = temporaryFolder()
    const asking = smallCity(`${CITY_YAML}tiles: { engine: tippecanoe }\n`)
    expect((await examined({ searchPath: empty })).amiss).toEqual([])
    const { error, amiss } = await examined({ searchPath: empty }, {}, [asking])
    expect(amiss.map(({ check, verdict }) => [check, verdict])).toEqual([['tippecanoe', 'broken']])
    expect(amiss[0]!.got.en).toMatch(/not installed, asked for by kota-uji/)
    expect(error!.exitCode).toBe(40)
    writeFileSync(join(empty, 'tippecanoe'), '#!/bin/sh\necho tippecanoe v2.60.1\n', { mode: 0o755 })
    const found = await examined({ searchPath: empty }, {}, [asking])
    expect(found.checks.find(({ check }) => check === 'tippecanoe')!.got.en).toBe(
      '2.60.1, asked for by kota-uji',
    )
  })

  it('asks for attention, and lets a build begin, where memory, space or the clock are odd', async () => {
    const { error, amiss, lines } = await examined({
      memory_bytes: 1e9,
      now: new Date(0),
      freeSpace: () => ({ free_bytes: 1e8, file_system: '1' }),
    })
    expect(error).toBeUndefined()
    expect(amiss.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      ...['memory attention', 'output attention', 'clock attention'],
    ])
    expect(JSON.parse(lines[0]!)).toMatchObject({ format: 'petakumuh-doctor/1', fit: true })
  })

  it('tells of a city whose city.yaml is wrong, whose sources are gone, or whose build did not finish', async () => {
    const wrong = smallCity(CITY_YAML.replace('size_class: sedang', 'size_class: raksasa'))
    const gone = smallCity()
    rmSync(join(gone, 'sources/decrees.csv'))
    const output = temporaryFolder()
    mkdirSync(join(output, 'kota-uji/stages/.3-area.partial'), { recursive: true })
    writeFiles(output, { 'kota-uji/public/latest.json': '{"release":"0123456789abcdef"}' })
    const { error, amiss } = await examined({}, { output }, [wrong, gone])
    expect(error).toMatchObject({ exitCode: 20, fault: { got: '"raksasa"' } })
    expect(amiss.map(({ check, verdict, got }) => [check, verdict, got.en])).toEqual([
      ['city', 'attention', expect.stringMatching(/city\.yaml.*size_class.*raksasa/)],
      ['city', 'attention', 'sources are not there: sources/decrees.csv'],
      ['build', 'attention', expect.stringMatching(/did not finish 3-area, .*release 0123456789abcdef$/)],
    ])
  })

  it('ends as the city does that was named and is not there, or cannot be read, after all else is told', async () => {
    const nobody = await examined({}, {}, ['kota-tanpa-data'])
    expect(nobody.error).toMatchObject({ exitCode: 20, fault: { got: 'kota-tanpa-data' } })
    expect(nobody.checks.map(({ check }) => check)).toContain('tippecanoe')
    const unread = smallCity()
    rmSync(join(unread, 'city.yaml'))
    mkdirSync(join(unread, 'city.yaml'))
    const refused = await examined({}, {}, [workspace, unread])
    expect(refused.error).toMatchObject({ exitCode: 50, fault: { next: expect.any(String) } })
    expect(refused.amiss.map(({ check, city }) => [check, city])).toEqual([['city', unread]])
  })

  it('tells of a served release that has lost a file', async () => {
    const output = temporaryFolder()
    const id = '0123456789abcdef'
    writeFiles(join(output, 'kota-uji/public'), {
      'latest.json': JSON.stringify({ release: id }),
      [`releases/${id}/manifest.json`]: JSON.stringify({
        ...{ format: 'petakumuh-release/1', release: id, layers: [] },
        files: [{ path: 'zones.geojson', bytes: 5, sha256: '', media_type: '', rows: null }],
      }),
      [`releases/${id}/zones.geojson`]: '{}',
    })
    const { amiss } = await examined({}, { output })
    expect(amiss.map(({ check, got }) => [check, got.en])).toEqual([
      ['build', `release ${id} is served, but zones.geojson in it is missing or cut short`],
    ])
  })

  it('is told in Indonesian, the next step under what is not well', async () => {
    const { lines } = await examined({ memory_bytes: 1e9 }, { json: false, lang: 'id' })
    const at = lines.findIndex((line) => line.startsWith('perhatian  memori'))
    expect(lines[at]).toMatch(/ 1,0 GB, 4 prosesor$/)
    expect(lines.find((line) => line.includes('dapat ditulisi'))).toMatch(/, 50,0 GB kosong$/)
    expect(lines[at + 1]).toMatch(/^ +langkah: untuk kota besar batasi dengan --memory MB/)
    expect(lines.at(-1)).toBe('Mesin ini dapat membangun; lihat yang perlu perhatian.')
    const sick = await examined({ node: '18.0.0' }, { json: false, lang: 'id' })
    expect(sick.lines[0]).toMatch(/^RUSAK +Node\.js +18\.0\.0, diperlukan 20\.19 atau lebih baru$/)
    expect(sick.lines.at(-1)).toMatch(/^Mesin ini belum dapat membangun/)
  })
})
