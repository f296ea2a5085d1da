import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROJECT_ROOT } from '../pipeline/paths.ts'
import { inProcess } from './support/command-line.ts'
import { smallCity, temporaryFolder, writeFiles } from './support/small-city.ts'

const PAGE = readFileSync(join(PROJECT_ROOT, 'docs/reference/build-events.md'), 'utf8')

/** Keys of every line. */
const COMMON = ['message', 'event', 'time']

/** Keys by event, as the table of the page has them. */
const DOCUMENTED = new Map(
  [...PAGE.matchAll(/^\| `(?!event)(\w+)` \| [^|]+ \| (.+) \|$/gm)].map(([, event, cell]) => [
    event!,
    [...cell!.replaceAll(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map((match) => match[1]!),
  ]),
)

/** Events by the code that says them: that of a build, not of the night. */
function saidByCode(): Set<string> {
  const files = ['build.ts', 'run-stage.ts', 'city-verbs.ts', 'gates.ts', 'progress.ts']
  const below = readdirSync(join(PROJECT_ROOT, 'pipeline/stages'), { recursive: true })
    .map((file) => join('stages', String(file)))
    .filter((file) => file.endsWith('.ts') && statSync(join(PROJECT_ROOT, 'pipeline', file)).isFile())
  return new Set(
    [...files, ...below].flatMap((file) => {
      const code = readFileSync(join(PROJECT_ROOT, 'pipeline', file), 'utf8')
      return [...code.matchAll(/\bevent: '(\w+)'/g)].map((match) => match[1]!)
    }),
  )
}

describe('the events of a build', () => {
  it('are those of docs/reference/build-events.md, and no others', () => {
    expect(DOCUMENTED.size).toBeGreaterThan(10)
    expect([...DOCUMENTED.keys()].sort()).toEqual([...saidByCode()].sort())
  })

  it('have the keys that stand there, and tell neither of the machine nor of where its folders lie', async () => {
    const city = smallCity()
    const output = temporaryFolder()
    writeFiles(output, { 'stages/.1-ingest.partial/x': '' })
    const args = ['ingest', city, '--output', output, '--json', '--jobs', '1']
    const lines = [await inProcess(args), await inProcess(args)].flatMap(({ code, err }) => {
      expect(code).toBe(0)
      return err
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    })
    const events = new Set(lines.map(({ event }) => String(event)))
    for (const event of ['build_started', 'stage_started', 'stage_ended', 'stage_fresh', 'build_ended'])
      expect(events).toContain(event)
    for (const line of lines) {
      expect(JSON.stringify(line)).not.toContain(output)
      const keys = [...COMMON, ...DOCUMENTED.get(String(line.event))!]
      expect(keys).toEqual(expect.arrayContaining(Object.keys(line)))
      expect(line.time).toMatch(/^20\d\d-.*Z$/)
    }
    const ended = lines.find(({ event }) => event === 'stage_ended')!
    expect(ended).toMatchObject({ seconds: expect.any(Number), rows: { decrees: 1 } })
    expect(ended.peak_memory_mb).toBeGreaterThan(10)
    expect(lines.at(-1)).toMatchObject({ ran: [], fresh: ['1-ingest'] })
  })
})
