import { InvalidArgumentError } from 'commander'
import { UserError } from '../errors.ts'
import type { TinyPolygons } from '../tiler/rules.ts'

/** What the command line says, as it was typed; units are those of tippecanoe where the option is its own. */
export interface TileOptions {
  output: string
  force?: boolean
  minimumZoom?: number
  maximumZoom?: number
  /** All files into this one layer. */
  layer?: string
  /** `NAME:FILE`. */
  namedLayer?: string[]
  include?: string[]
  exclude?: string[]
  excludeAll?: boolean
  name?: string
  description?: string
  attribution?: string
  dropRate?: number
  /** 256ths of a tile. */
  buffer?: number
  /** Tile units. */
  simplification?: number
  simplificationAtMaximumZoom?: number
  tinyPolygons?: TinyPolygons
  sharedBorders?: 'auto' | 'yes' | 'no'
  /** 256ths of a tile. */
  clusterDistance?: number
  clusterMaxzoom?: number
  /** `NAME:sum`. */
  accumulateAttribute?: string[]
  labelLayer?: string
  generateIds?: boolean
  useAttributeForId?: string
  gzipLevel?: number
  threads?: number
  /** MB. */
  memory?: number
  temporaryDirectory?: string
  profile?: string
  engine?: 'auto' | 'builtin' | 'tippecanoe'
  /** False with `--no-proof`. */
  proof?: boolean
  crs?: string
  encoding?: string
  lang?: 'id' | 'en'
  quiet?: boolean
  json?: boolean
}

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError('expected a whole number, 0 or more.')
  return value
}

export function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('expected a number.')
  return value
}

/** For options that may be given several times. */
export function gather(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text]
}

/** A zoom, or what to do about tippecanoe's guess of one. */
export function zoom(text: string): number {
  if (/^g/.test(text)) {
    throw new UserError('usage', {
      what: 'this option of tippecanoe is not here',
      where: { key: '-zg' },
      got: '-zg',
      next: 'leave -z out: the zoom is then chosen from the data, and said',
    })
  }
  return wholeNumber(text)
}
