import { type MapContext, sourceColumns } from '../../mapping/mapping.ts'
import type { ReaderFinding } from '../../readers/types.ts'
import { withoutPersonalData } from '../../values/personal.ts'

/**
 * Findings as they may be stored: what a cell holds is repeated only for columns that are mapped to one of class `public` or `aggregate`. Columns
 * nobody mapped may hold anything, and the place of a record is personal where the record is a person's.
 */
export function shownCells({ source, schema }: MapContext): (finding: ReaderFinding) => ReaderFinding {
  const kept = new Set(
    schema.columns
      .filter(({ privacy }) => privacy === 'public' || privacy === 'aggregate')
      .map(({ name }) => name),
  )
  const shown = new Set<string>(kept)
  for (const { key, column } of sourceColumns(source)) {
    const target = key.startsWith('columns.') ? key.slice('columns.'.length) : (source.unpivot?.value ?? '')
    if (kept.has(target)) shown.add(column)
  }
  for (const { key, column } of sourceColumns(source)) {
    const target = key.startsWith('columns.') ? key.slice('columns.'.length) : null
    if (target !== null && !kept.has(target)) shown.delete(column)
  }
  const isOfPersons = schema.columns.some(({ privacy }) => privacy === 'secret')
  if (!isOfPersons) for (const column of ['geometry', ...placeColumns(source.geometry)]) shown.add(column)
  return (finding) => {
    const isShown = finding.field === null || shown.has(finding.field)
    return { ...finding, got: isShown ? withoutPersonalData(finding.got) : null }
  }
}

/** The fields that findings about a place name. */
function placeColumns(geometry: MapContext['source']['geometry']): string[] {
  if (!geometry) return []
  if ('lon' in geometry) return [`${geometry.lon}, ${geometry.lat}`, geometry.lon, geometry.lat]
  return Object.values(geometry)
}
