import { type Bounds, mergeBounds } from '../geo/bounds.ts'
import type { LayerSummary } from '../inspect/types.ts'
import { layerProfiles } from '../layers/profiles.ts'
import { tableSchema } from '../store/index.ts'
import type { TriedDraft } from './city-yaml.ts'
import type { Draft } from './draft.ts'

/** A layer that was looked at, with the sources it may become. */
export interface Read {
  summary: LayerSummary
  drafts: Draft[]
  /** Absolute path the layer is read from now. */
  path: string
}

/** Whether a layer of the atlas is made from the source, and it has places. */
export function draws({ summary, drafts }: Read, used: readonly TriedDraft[]): boolean {
  const drawn = new Set(layerProfiles().flatMap(({ tables }) => tables))
  return drafts.some(
    ({ source }) =>
      summary.geometry.bbox !== null &&
      tableSchema(source.table).geometry !== null &&
      drawn.has(source.table) &&
      used.some((one) => one.source.id === source.id),
  )
}

/** Bounds in degrees of a layer whose CRS is stated and fits, or null. */
export function plainBounds({ crs }: LayerSummary): Bounds | null {
  return crs.insideIndonesia === true && crs.candidates.length === 0 ? crs.lonlat : null
}

/** Bounds of the layers that draw the city; of any other with places only when there are none. */
export function spatialBounds(reads: readonly Read[], used: readonly TriedDraft[]): Bounds | null {
  const of = (isWanted: (table: string) => boolean): Bounds | null =>
    reads
      .filter(({ drafts }) =>
        drafts.some(
          ({ source }) => used.some((one) => one.source.id === source.id) && isWanted(source.table),
        ),
      )
      .reduce<Bounds | null>(
        (all, { summary }) => mergeBounds(all, summary.crs.lonlat ?? middleBounds(summary)),
        null,
      )
  return (
    of((table) => table === 'zones' || table === 'admin_units') ??
    of((table) => tableSchema(table).geometry !== null) ??
    reads.reduce<Bounds | null>((all, { summary }) => mergeBounds(all, plainOrRead(summary)), null)
  )
}

/** Bounds in Indonesia, or null. */
function plainOrRead({ crs }: LayerSummary): Bounds | null {
  return crs.insideIndonesia === true ? crs.lonlat : null
}

/** A layer whose CRS was settled by the others lies around the middle of its reading. */
function middleBounds({ crs }: LayerSummary): Bounds | null {
  const [middle] = crs.candidates.flatMap(({ middles }) => middles)
  return middle && crs.candidates.length === 1 && crs.candidates[0]!.codes.length === 1
    ? [middle[0], middle[1], middle[0], middle[1]]
    : null
}

/** Codes of the CRS that the zones in use state or were given. */
export function utmOf(reads: readonly Read[], used: readonly TriedDraft[]): string[] {
  const isPolygon = ({ drafts }: Read) =>
    drafts.some(({ source }) => source.table === 'zones' && used.some((one) => one.source.id === source.id))
  return reads
    .filter(isPolygon)
    .flatMap(({ summary, drafts }) => drafts[0]?.source.crs ?? summary.crs.code ?? [])
}
