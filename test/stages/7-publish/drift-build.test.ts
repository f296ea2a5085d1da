import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { plan, build as runBuild } from '../../../pipeline/build.ts'
import { loadCity, PROJECT_ROOT } from '../../../pipeline/city.ts'
import { main } from '../../../pipeline/cli.ts'
import { createProgress } from '../../../pipeline/progress.ts'
import { builtCity } from '../../support/built-city.ts'
import { featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { workspace } from '../../support/workspace.ts'

const ZONES = Array.from({ length: 7 }, (_, i) => ({
  zone_id: `K${i + 1}`,
  decree_number: '1/2014',
  name: `Lokasi ${i + 1}`,
  area_ha_decree: 1,
  geometry: rectangle(100 + i * 300, 100, 100, 100),
}))

/** Bytes of every file below a folder, by path. */
function bytesBelow(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(folder, path), readFileSync(path, 'latin1')]),
  )
}

const rights = (path: string): number => statSync(path).mode & 0o777

/** What a web server, which is another user of another group, could not read of a folder. */
function closedToReaders(folder: string): string[] {
  if (process.platform === 'win32') return []
  const below = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
    join(entry.parentPath, entry.name),
  )
  return [folder, ...below].filter((path) => rights(path) !== (statSync(path).isDirectory() ? 0o755 : 0o644))
}

/** Runs the command in this process; every line it says is JSON. */
async function petakumuh(...args: string[]) {
  const lines: string[] = []
  const take = (text: unknown) => lines.push(...String(text).trim().split('\n')) > 0
  vi.spyOn(process.stderr, 'write').mockImplementation(take)
  vi.spyOn(console, 'error').mockImplementation(take)
  const code = await main([...args, '--json', '--jobs', '2']).finally(() => vi.restoreAllMocks())
  return { code, said: lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

it('make hands a reason on through the environment, quotes and all, to the verbs that publish', () => {
  const dryRun = (target: string) => {
    const { MAKEFLAGS, MAKELEVEL, MFLAGS, ...env } = process.env
    const args = ['--dry-run', target, 'ACCEPT=it\'s "merged"; see minutes']
    const { stdout } = spawnSync('make', args, { cwd: PROJECT_ROOT, encoding: 'utf8', env })
    return stdout.trim().split('\n').at(-1)!
  }
  expect(dryRun('publish')).toMatch(/publish "tanjungpinang" +--accept "\$ACCEPT"$/)
  expect(dryRun('build')).toMatch(/build "tanjungpinang" +--accept "\$ACCEPT"$/)
  expect(dryRun('tiles')).not.toContain('--accept')
})

describe('a city of which two zones of seven are missing one day', () => {
  it('is refused, stays as it was, and is published with a reason or when it is mended', async () => {
    const city = await workspace({ sources: [kelurahanSource(), featureSource('zones', ZONES)] })
    const source = join(city.directory, 'sources/zones.geojson')
    const whole = readFileSync(source, 'utf8')
    const cut = JSON.parse(whole)
    cut.features = cut.features.filter((_: unknown, index: number) => index !== 2 && index !== 4)
    const { output } = city
    const built = builtCity(output)
    const drift = (folder = output) => JSON.parse(readFileSync(join(folder, 'drift.json'), 'utf8'))
    const build = (...more: string[]) => petakumuh('build', city.directory, '--output', output, ...more)
    const note = (text: string) => expect.objectContaining({ message: expect.stringContaining(text) })

    // The first release is compared with none.
    const umask = process.umask(0o077)
    const first = await build('--verify', '--accept', 'nothing to accept yet').finally(() =>
      process.umask(umask),
    )
    expect(first.code).toBe(0)
    expect(closedToReaders(built.publicFolder)).toEqual([])
    expect(rights(join(output, 'stages'))).toBe(0o700)
    const unused = expect.objectContaining({ event: 'accept_unused', stage: '7-publish' })
    expect(first.said).toContainEqual(unused)
    expect(drift()).toMatchObject({ verdict: 'first', previous: null, release: built.pointer().release })
    const published = bytesBelow(built.publicFolder)

    // What the nightly run reads of a build.
    expect(first.said).toContainEqual(
      expect.objectContaining({ stage: '1-ingest', state: 'done', seconds: expect.any(Number) }),
    )

    // It was proven before it was served; one that is not proven is not.
    expect(first.said).toContainEqual(note('the release is what it says of itself'))
    let asked = false
    const unproven = runBuild(
      loadCity(city.directory),
      {
        ...{ outputDirectory: output, only: '7-publish', force: true, jobs: 2 },
        proveRelease: async (folder) => {
          asked = existsSync(join(folder, 'manifest.json'))
          throw new Error('not proven')
        },
      },
      createProgress('quiet'),
    )
    await expect(unproven).rejects.toThrow('not proven')
    expect(asked).toBe(true)
    expect(bytesBelow(built.publicFolder)).toEqual(published)
    expect(readdirSync(output).filter((name) => name.includes('partial'))).toEqual([])

    // What lost two zones is refused, as often as it is tried.
    writeFileSync(source, JSON.stringify(cut))
    const refused = await build()
    expect(refused.code).toBe(22)
    expect(refused.said.at(-1)).toMatchObject({
      error: 'contract',
      exit: 22,
      code: 'DRIFT',
      where: { file: join(output, 'drift.json') },
      next: expect.stringMatching(/2-validate\/report\.html.*--accept "reason" \(make ACCEPT="reason"\)/),
    })
    expect(String(refused.said.at(-1)!.got).split('\n')).toEqual([
      'zones.area_ha_decree: 7.00 ha -> 5.00 ha, -28.57 % (limit 5 %)',
      'zones.area_ha_utm: 7.00 ha -> 5.00 ha, -28.57 % (limit 5 %)',
      'zones: 7 features -> 5, -28.57 % (limit 10 %)',
      'zones: 2 of 7 ids gone (limit 0): K3, K5',
      'tables/zone_access.csv: 35 rows -> 25, -28.57 % (limit 25 %)',
    ])
    expect(refused.said).toContainEqual(
      expect.objectContaining({
        drift: expect.objectContaining({
          verdict: 'refused',
          gates: expect.arrayContaining([
            expect.objectContaining({ gate: 'ids_gone', subject: 'zones', beyond: true, ids: ['K3', 'K5'] }),
          ]),
        }),
      }),
    )
    expect(bytesBelow(built.publicFolder)).toEqual(published)
    for (const folder of [output, join(output, 'stages')])
      expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([])
    const written = drift()
    expect(drift().layers[0]).toMatchObject({ layer: 'zones', gone: ['K3', 'K5'], come: [] })
    writeFileSync(join(built.publicFolder, 'latest.json'), '{"release":')
    const withoutPointer = await build()
    expect(withoutPointer.code).toBe(22)
    expect(withoutPointer.said).toContainEqual(note(`latest.json is damaged: release ${written.previous} is`))
    expect({ ...drift(), notes: [] }).toEqual(written)
    writeFileSync(join(built.publicFolder, 'latest.json'), published['latest.json']!)
    expect((await build('--accept', ' too few ')).code).toBe(2)

    // With a reason it is published, and the reason is recorded: also for what cannot be compared any more.
    const withReason = join(output, '../with-reason')
    cpSync(output, withReason, { recursive: true })
    const taken = builtCity(withReason)
    const record = join(withReason, 'accepted-drift.jsonl')
    writeFileSync(taken.released('parquet/zones.parquet'), 'damaged')
    const reason = 'K3 and K5 were "taken out" by the mayor'
    const accepted = await petakumuh('publish', city.directory, '--output', withReason, '--accept', reason)
    expect(accepted.code).toBe(0)
    expect(accepted.said).toContainEqual(note(record))
    expect(taken.layer('zones').features).toHaveLength(5)
    expect(drift(withReason).verdict).toBe('accepted')
    expect(drift(withReason).gates[0]).toMatchObject({
      gate: 'not_comparable',
      subject: 'zones',
      beyond: true,
    })
    const lines = readFileSync(record, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        release: taken.pointer().release,
        previous: JSON.parse(published['latest.json']!).release,
        reason,
        gates: drift(withReason).gates.filter((gate: { beyond: boolean }) => gate.beyond),
      },
    ])

    // No byte of it tells of the history: elsewhere it is a first release, and the same.
    const elsewhere = join(output, '../elsewhere')
    cpSync(join(withReason, 'stages'), join(elsewhere, 'stages'), { recursive: true })
    const other = builtCity(elsewhere)

    // One that was cut short before its pointer is no first release, though what is published then is another.
    const yaml = readFileSync(join(city.directory, 'city.yaml'), 'utf8')
    const inTheWay = join(elsewhere, 'public/.latest.json.new')
    mkdirSync(join(inTheWay, 'x'), { recursive: true })
    writeFileSync(join(city.directory, 'city.yaml'), `${yaml}\nattribution: { id: Lain, en: Other }\n`)
    expect((await petakumuh('publish', city.directory, '--output', elsewhere)).code).not.toBe(0)
    expect(readdirSync(join(elsewhere, 'public/releases'))).toHaveLength(1)
    rmSync(inTheWay, { recursive: true })
    writeFileSync(join(city.directory, 'city.yaml'), yaml)
    expect((await petakumuh('publish', city.directory, '--output', elsewhere)).code).toBe(0)
    expect(drift(elsewhere).verdict).toBe('first')
    expect(other.pointer()).toEqual(taken.pointer())
    expect(readdirSync(join(elsewhere, 'public/releases'))).toEqual([other.pointer().release])
    expect(bytesBelow(other.released(''))).toEqual(bytesBelow(taken.released('')))

    // Mended, it is what it was.
    writeFileSync(source, whole)
    expect((await build()).code).toBe(0)
    expect(bytesBelow(built.publicFolder)).toEqual(published)
    expect(drift()).toMatchObject({ verdict: 'passed', release: built.pointer().release })
    expect((await build('--accept', 'nothing has changed')).said).toContainEqual(unused)
    expect(existsSync(join(output, 'accepted-drift.jsonl'))).toBe(false)

    // Where a person stands, and limits that only a publication asks for, shape nothing that was built.
    const stale = async (more: object = {}) =>
      (await plan({ ...loadCity(city.directory), ...more }, { outputDirectory: output })).filter(
        ({ reasons }) => reasons.length > 0,
      )
    const here = loadCity(city.directory).file
    vi.spyOn(process, 'cwd').mockReturnValue(city.directory)
    expect(loadCity(city.directory).file).not.toBe(here)
    expect(await stale({ drift: { ...city.city.drift, area_pct: 50 } })).toEqual([])
    vi.restoreAllMocks()
    expect(await stale()).toEqual([])
  })
})
