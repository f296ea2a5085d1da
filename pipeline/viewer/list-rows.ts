import type { ColumnModel } from './column-model.ts'
import { pick } from './i18n.ts'
import type { Zone } from './zones.ts'

/**
 * A zone as the downloaded table has it: every attribute, named as in the published layer and by its codes, and what the
 * map shows of a criterion or of another year.
 */
export function listRow(
  zone: Zone,
  {
    atlas,
    lang,
    theme,
    values,
  }: Pick<ColumnModel, 'lang' | 'theme' | 'values'> & { atlas: Pick<ColumnModel['atlas'], 'release'> },
): Record<string, unknown> {
  const { synthetic } = atlas.release.city
  // The page calls what is no slum by a code of its own, which no data dictionary has.
  const shown = theme.group === 'handling' ? zone.properties : values.zone(zone)
  const { criterion_score, criterion_percent, ...properties } = shown
  const id = theme.criterion?.id
  return {
    ...properties,
    ...(id === undefined
      ? {}
      : { [`criterion_${id}_percent`]: criterion_percent, [`criterion_${id}_score`]: criterion_score }),
    ...(values.year === null ? {} : { shown_year: values.year.key }),
    ...(synthetic === null ? {} : { note: pick(lang, synthetic) }),
  }
}
