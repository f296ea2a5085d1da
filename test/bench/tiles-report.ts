import { aligned, megabytes } from './report.ts'
import { MAXZOOM, type TileCase } from './tiles-cases.ts'
import type { TileInput } from './tiles-data.ts'
import type { ArchiveLook } from './tiles-look.ts'
import type { TreeRun } from './tiles-measure.ts'
import type { RoomCost } from './tiles-rooms.ts'

/** A program in one case: every run, and what is in its archive. */
export interface TileFigures {
  name: string
  runs: TreeRun[]
  look: ArchiveLook
}

export interface TileResult {
  work: TileCase
  input: TileInput
  inputBytes: number
  /** Ours first. */
  programs: TileFigures[]
  /** Of one thread of ours. */
  rooms: RoomCost[]
}

export interface Verdict {
  text: string
  /** Null where there is no goal. */
  reached: boolean | null
}

/** A case as Markdown: the figures of the programs, and each goal with whether it is reached. */
export function tileText(
  { work, input, inputBytes, programs, rooms }: TileResult,
  conditions: string,
): string {
  const header = [
    ...['program', 'wall, s', 'least and most', 'CPU, s', 'peak MB', 'archive, MB', 'tiles'],
    ...[`features at z${MAXZOOM}`, 'features of tiles', 'invalid polygons'],
  ]
  const rows = programs.map(({ name, runs, look }) => {
    const walls = runs.map(({ seconds }) => seconds)
    return [
      name,
      median(walls).toFixed(2),
      `${Math.min(...walls).toFixed(2)} to ${Math.max(...walls).toFixed(2)}`,
      secondsText(medianOf(runs.map(({ cpuSeconds }) => cpuSeconds))),
      megabytes(peakOf(runs)),
      (look.bytes / 1e6).toFixed(2),
      count(look.tiles),
      count(look.features),
      count(look.drawings),
      look.polygonsChecked === 0
        ? 'no polygons'
        : `${count(look.polygonsInvalid)} of ${count(look.polygonsChecked)}`,
    ]
  })
  const of = `${count(input.features)} features, ${count(input.vertices)} vertices, ${(inputBytes / 1e6).toFixed(1)} MB`
  const verdicts = verdictsOf(work, input, programs).map(
    ({ text, reached }) => `- ${reached === null ? '' : reached ? 'Reached: ' : '**Not reached**: '}${text}`,
  )
  return [
    `### ${work.title}`,
    `${of}.\n${conditions}`,
    aligned([header, ...rows], new Set([0, 2])),
    verdicts.join('\n'),
    roomsText(rooms, input),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function roomsText(rooms: readonly RoomCost[], { vertices, features }: TileInput): string {
  const total = rooms.reduce((sum, { seconds }) => sum + seconds, 0)
  if (total === 0) return ''
  const rows = rooms.map(({ room, seconds }) => [
    room,
    seconds.toFixed(2),
    `${((100 * seconds) / total).toFixed(0)} %`,
    ((1e9 * seconds) / vertices).toFixed(0),
    ((1e6 * seconds) / features).toFixed(2),
  ])
  const header = ['room', 's', 'share', 'ns a vertex', 'us a feature']
  return `Where one thread spends its time in \`pipeline/tiler\`, in a run of its own:\n\n${aligned([header, ...rows], new Set([0]))}`
}

/** What ours is held to: nothing lost and nothing invalid always, and the goals of the case where the peer ran. */
export function verdictsOf(
  { goals }: TileCase,
  input: TileInput,
  programs: readonly TileFigures[],
): Verdict[] {
  const [ours, peer] = programs
  if (ours === undefined) return []
  const { features, polygonsChecked, polygonsInvalid } = ours.look
  const verdicts: Verdict[] = [
    {
      text: `every feature at z${MAXZOOM}: ${count(features)} of ${count(input.features)}`,
      reached: features === input.features,
    },
  ]
  if (polygonsChecked > 0)
    verdicts.push({ text: `no invalid polygon: ${count(polygonsInvalid)}`, reached: polygonsInvalid === 0 })
  if (peer === undefined) return verdicts
  const ratio = (what: string, ourValue: number | null, theirs: number | null, goal?: number): void => {
    if (ourValue === null || theirs === null) return
    const share = ourValue / theirs
    const text = `${what} ${share.toFixed(3)} of ${peer.name}`
    if (goal === undefined) verdicts.push({ text, reached: null })
    else verdicts.push({ text: `${text}, the goal is at most ${goal}`, reached: share <= goal })
  }
  const walls = (program: TileFigures): number => median(program.runs.map(({ seconds }) => seconds))
  const cpu = (program: TileFigures): number | null =>
    medianOf(program.runs.map(({ cpuSeconds }) => cpuSeconds))
  ratio('wall', walls(ours), walls(peer), goals.wall)
  ratio('CPU', cpu(ours), cpu(peer))
  ratio('peak memory', peakOf(ours.runs), peakOf(peer.runs), goals.peak)
  ratio('archive', ours.look.bytes, peer.look.bytes, goals.bytes)
  return verdicts
}

function peakOf(runs: readonly TreeRun[]): number | null {
  const peaks = runs.map(({ peakMb }) => peakMb).filter((peak) => peak !== null)
  return peaks.length === 0 ? null : Math.max(...peaks)
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : median(known)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function secondsText(value: number | null): string {
  return value === null ? 'not known' : value.toFixed(2)
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
