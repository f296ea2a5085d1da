import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PROJECT_ROOT } from '../../pipeline/city.ts'

/** Seconds of one thread spent in a room of the tiler, and in what it calls of the runtime. */
export interface RoomCost {
  room: string
  seconds: number
}

/** What of a CPU profile of the runtime is read here. */
interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] }[]
  samples: number[]
  timeDeltas: number[]
}

const PIPELINE = pathToFileURL(join(PROJECT_ROOT, 'pipeline/')).href
const ROOMS: readonly (readonly [prefix: string, room: string])[] = [
  ['tiler/input/', 'read: scan, project, gather (`input/`, `features/`)'],
  ['tiler/features/', 'read: scan, project, gather (`input/`, `features/`)'],
  ['tiler/grid', 'read: scan, project, gather (`input/`, `features/`)'],
  ['tiler/values/', 'attribute values (`values/`)'],
  ['tiler/borders/', 'shared borders and simplification (`borders/`)'],
  ['tiler/points/', 'drop, cluster, labels (`points/`)'],
  ['tiler/cut/', 'thin, clip, encode (`cut/`)'],
  ['tiler/clean/', 'make valid (`clean/`)'],
  ['tiler/runs/', 'sort (`runs/`)'],
  ['tiler/pack/compress', 'compress (`pack/compress.ts`)'],
  ['tiler/pack/', 'assemble (`pack/`)'],
  ['archive/', 'write the archive (`archive/`)'],
]
/** Mostly the start, which takes longer here than for a user: the loader of TypeScript works as well. */
const REST = ''
const COLLECTOR = 'garbage collection'

/** Where one thread of ours spends its time on a file, from one run of its own, sampled every millisecond; the start is left out. */
export function measureRooms(args: readonly string[]): RoomCost[] {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-bench-rooms-'))
  try {
    const program = `import { main } from ${JSON.stringify(`${PIPELINE}cli.ts`)}; process.exitCode = await main(process.argv.slice(1))`
    const profiling = ['--cpu-prof', '--cpu-prof-interval', '1000', '--cpu-prof-dir', folder]
    execFileSync(
      process.execPath,
      [...profiling, '--import', 'tsx', '--input-type=module', '-e', program, '--', ...args],
      { cwd: PROJECT_ROOT, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'))
    return roomCosts(JSON.parse(readFileSync(join(folder, file!), 'utf8')))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each sample belongs to the room of the innermost of its callers that lies in a room. */
export function roomCosts({ nodes, samples, timeDeltas }: CpuProfile): RoomCost[] {
  const rooms = new Map<number, string>()
  const children = new Map(nodes.map(({ id, children = [] }) => [id, children]))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const walk = [{ id: nodes[0]!.id, room: REST }]
  for (let next = walk.pop(); next !== undefined; next = walk.pop()) {
    const { functionName, url } = byId.get(next.id)!.callFrame
    const room = functionName === '(garbage collector)' ? COLLECTOR : (roomOf(url) ?? next.room)
    rooms.set(next.id, functionName === '(idle)' ? REST : room)
    for (const id of children.get(next.id)!) walk.push({ id, room })
  }
  const seconds = new Map<string, number>()
  samples.forEach((id, i) => {
    const room = rooms.get(id)!
    if (room !== REST) seconds.set(room, (seconds.get(room) ?? 0) + timeDeltas[i]! / 1e6)
  })
  const order = [...new Set(ROOMS.map(([, room]) => room)), COLLECTOR]
  return order.filter((room) => seconds.has(room)).map((room) => ({ room, seconds: seconds.get(room)! }))
}

function roomOf(url: string): string | undefined {
  if (!url.startsWith(PIPELINE)) return undefined
  const path = url.slice(PIPELINE.length)
  return ROOMS.find(([prefix]) => path.startsWith(prefix))?.[1]
}
