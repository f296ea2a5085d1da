import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import type { TileKind, TileSize } from './tiles-data.ts'

export const MINZOOM = 0
export const MAXZOOM = 14

/** What ours is to reach, as shares of what the peer takes in the same rounds. */
export interface Goals {
  wall?: number
  peak?: number
  bytes?: number
}

export interface TileCase {
  /** Such as `M-points-r1`. */
  id: string
  title: string
  kind: TileKind
  /** Points alone: of those at one zoom, one in so many is left at the zoom above. */
  drop_rate: number
  goals: Goals
}

/** Programs that make an archive of a file, ours first. */
export interface TileProgram {
  name: string
  program: string
  arguments(input: string, output: string, temporary: string, work: TileCase): string[]
}

const SIZE_GOAL = 1.03

/** The measured work of a size, with the goals where there are any. */
export function tileCases(size: TileSize): TileCase[] {
  const goals: Record<TileSize, Record<string, Goals>> = {
    S: {},
    M: {
      areas: { wall: 0.2, bytes: SIZE_GOAL },
      buildings: { wall: 0.2, bytes: SIZE_GOAL },
      'points-r1': { wall: 0.3, bytes: SIZE_GOAL },
    },
    L: {
      areas: { wall: 0.1, peak: 1 },
      buildings: { wall: 0.15, peak: 1 },
      'points-r2.5': { wall: 0.1, peak: 1 },
    },
  }
  const of = (name: string, title: string, kind: TileKind, drop_rate: number): TileCase => ({
    id: `${size}-${name}`,
    title: `${size}: ${title}`,
    kind,
    drop_rate,
    goals: goals[size][name] ?? {},
  })
  const everyPoint = of('points-r1', 'points, every one at every zoom', 'points', 1)
  const fewerPoints = of('points-r2.5', 'points, one in 2.5 left a zoom', 'points', 2.5)
  return [
    of('areas', 'areas that share borders', 'areas', 1),
    of('buildings', 'buildings', 'buildings', 1),
    ...(size === 'L' ? [] : [everyPoint]),
    ...(size === 'S' ? [] : [fewerPoints]),
  ]
}

const COMMON = [`-Z${MINZOOM}`, `-z${MAXZOOM}`]

/** The whole process of the command line; tiny polygons are dithered, and shapes simplified at the deepest zoom, because the peer does so. */
export const OURS: TileProgram = {
  name: 'petakumuh',
  program: process.execPath,
  arguments: (input, output, _, { kind, drop_rate }) => [
    join(PROJECT_ROOT, 'pipeline/petakumuh.js'),
    ...['tile', input, '-o', output, '-f', '-l', kind, ...COMMON, `-r${drop_rate}`],
    ...['--tiny-polygons', 'dither', '--no-proof', '--quiet'],
    ...(kind === 'points' ? [] : ['--simplification-at-maximum-zoom', '1']),
  ],
}

/** The peer on the PATH, or null. */
export const TIPPECANOE: TileProgram | null = (() => {
  const { status, stderr } = spawnSync('tippecanoe', ['--version'], { encoding: 'utf8' })
  if (status !== 0) return null
  return {
    name: stderr.trim(),
    program: 'tippecanoe',
    arguments: (input, output, temporary, { kind, drop_rate }) => [
      ...['-q', '-f', '-P', '-t', temporary, '-l', kind, '-o', output, ...COMMON],
      ...['--no-feature-limit', '--no-tile-size-limit', `-r${drop_rate}`, input],
    ],
  }
})()
