import { InvalidArgumentError } from 'commander'
import { UserError } from '../errors.ts'
import type { TinyPolygons } from '../tiler/rules.ts'

/** What tiles hold of their files, as it was typed; units are those of tippecanoe where the option is its own. */
export interface RuleOptions {
  /** All files are in this one layer. */
  layer?: string
  /** `NAME:FILE`. */
  namedLayer?: string[]
  profile?: string
  minimumZoom?: number
  maximumZoom?: number
  include?: string[]
  exclude?: string[]
  excludeAll?: boolean
  dropRate?: number
  /** Tile units. */
  simplification?: number
  simplificationAtMaximumZoom?: number
  tinyPolygons?: TinyPolygons
  /** 256ths of a tile. */
  clusterDistance?: number
  clusterMaxzoom?: number
  /** `NAME:sum`. */
  accumulateAttribute?: string[]
  labelLayer?: string
  generateIds?: boolean
  useAttributeForId?: string
  crs?: string
  encoding?: string
}

/** What the command line of `tile` says. */
export interface TileOptions extends RuleOptions {
  output: string
  force?: boolean
  name?: string
  description?: string
  attribution?: string
  /** 256ths of a tile. */
  buffer?: number
  sharedBorders?: 'auto' | 'yes' | 'no'
  gzipLevel?: number
  threads?: number
  /** MB. */
  memory?: number
  temporaryDirectory?: string
  engine?: 'auto' | 'builtin' | 'tippecanoe'
  /** False with `--no-proof`. */
  proof?: boolean
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

export function positiveInteger(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('expected a whole number above 0.')
  return value
}

/** `2021`, or `2019,2021`; oldest first, each once. */
export function yearList(text: string): number[] {
  const years = text.split(',').map((one) => one.trim())
  if (years.some((one) => !/^[12]\d{3}$/.test(one)))
    throw new InvalidArgumentError('expected a year such as 2021, or several: 2019,2021.')
  return [...new Set(years.map(Number))].sort((a, b) => a - b)
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
