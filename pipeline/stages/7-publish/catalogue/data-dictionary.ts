import {
  type DescribedColumn,
  describedColumns,
  describedTable,
  descriptionOf,
  sharedColumn,
} from '../../../layers/described-tables.ts'
import type { LayerProfile } from '../../../layers/profiles.ts'
import type { Row } from '../../../store/index.ts'

/** A table as it is published: its name and its columns in their order. */
export interface TableColumns {
  name: string
  columns: readonly string[]
}

const DICTIONARY = 'data_dictionary'

/**
 * `tables/data_dictionary.csv`: a row for each column of each published layer and table, itself included; in the order of the
 * files.
 * @throws RangeError when a column is described nowhere.
 */
export function dictionaryRows(layers: readonly LayerProfile[], tables: readonly TableColumns[]): Row[] {
  const own = { name: DICTIONARY, columns: [...describedTable(DICTIONARY).columns.keys()].filter(isOwn) }
  return [
    ...layers.flatMap((layer) => layerColumns(layer).map((column) => rowOf('layer', layer.name, column))),
    ...[...tables, own].flatMap(({ name, columns }) =>
      describedColumns(name, columns).map((column) => rowOf('table', name, column)),
    ),
  ]
}

/** The columns of a layer's GeoParquet; its GeoJSON has the attributes. */
export function layerColumns({ attributes }: LayerProfile): DescribedColumn[] {
  return [
    sharedColumn('feature_id'),
    ...attributes.map(({ name, type, unit, title, description }) => ({
      ...{ name, type, unit: unit ?? null, title },
      description: descriptionOf(name, description),
    })),
    sharedColumn('bbox'),
    sharedColumn('geometry'),
  ]
}

function isOwn(name: string): boolean {
  return name !== 'note'
}

function rowOf(
  kind: 'layer' | 'table',
  name: string,
  { name: column, type, unit, title, description }: DescribedColumn,
): Row {
  return {
    ...{ kind, name, column, type, unit, title_id: title.id, title_en: title.en },
    ...{ description_id: description.id, description_en: description.en },
  }
}
