import { type Bounds, mergeBounds } from '../geo/bounds.ts'
import { isInIndonesia } from '../inspect/crs-candidates.ts'
import { boundsRead } from '../inspect/crs-sketch.ts'
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
  const drawn = new Set(layerProfiles().map(({ tables }) => tables[0]))
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
  return crs.candidates.length === 0 ? crs.within : null
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
      .reduce<Bounds | null>((all, read) => mergeBounds(all, boundsOf(read)), null)
  return (
    of((table) => table === 'zones' || table === 'admin_units') ??
    of((table) => tableSchema(table).geometry !== null) ??
    reads.reduce<Bounds | null>((all, read) => mergeBounds(all, boundsOf(read)), null)
  )
}

/** Bounds in degrees as far as they lie in Indonesia, by the CRS that fits or the reading that was settled; else null. */
function boundsOf({ summary, drafts }: Read): Bounds | null {
  const { crs, geometry } = summary
  if (crs.within !== null) return crs.within
  const reading = drafts.find((draft) => draft.reading !== null)?.reading
  const only =
    crs.candidates.length === 1 && crs.candidates[0]!.codes.length === 1 ? crs.candidates[0]! : null
  const found = reading ?? (only && { code: only.codes[0]!, swapped: only.swapped, middle: only.middles[0]! })
  if (!found || geometry.bbox === null) return null
  const bounds = boundsRead(geometry.bbox, found.code, found.swapped)
  if (bounds && isInIndonesia(bounds[0], bounds[1]) && isInIndonesia(bounds[2], bounds[3])) return bounds
  // Single records lie far off: the middle of all does not.
  return [found.middle[0], found.middle[1], found.middle[0], found.middle[1]]
}

/** Codes of the CRS that the zones in use were given, or state where it fits. */
export function utmOf(reads: readonly Read[], used: readonly TriedDraft[]): string[] {
  const isPolygon = ({ drafts }: Read) =>
    drafts.some(({ source }) => source.table === 'zones' && used.some((one) => one.source.id === source.id))
  return reads
    .filter(isPolygon)
    .flatMap(
      ({ summary: { crs }, drafts }) =>
        drafts[0]?.source.crs ?? (crs.within === null || crs.code === null ? [] : [crs.code]),
    )
}
