import { type City, type Source, sourceKey, sourcePath } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { impliedMapping } from '../../mapping/implied-columns.ts'
import { secretColumns, sourceColumns } from '../../mapping/mapping.ts'
import { asQuarantined } from '../../mapping/quarantined.ts'
import { openLayer } from '../../readers/formats.ts'
import type { SourceLayer } from '../../readers/types.ts'
import type { TableSchema } from '../../store/index.ts'
import { emptyLayer } from './survey-layer.ts'

/** A source with its mapping settled, and its layer. */
export interface OpenedSource {
  source: Source
  layer: SourceLayer
}

/**
 * Opens the layer of a source and settles its mapping: as `city.yaml` gives it, or as the header implies.
 *
 * @throws UserError `config` when a mapped column is not there, a needed one is not mapped, or one with personal data is mapped to a column that is kept;
 * `source` for a layer without records and columns; what the readers throw.
 */
export async function openSource(city: City, stated: Source, schema: TableSchema): Promise<OpenedSource> {
  const opened = await settle(city, asQuarantined(stated), schema)
  await checkColumns(city, opened)
  checkSecretColumns(city, opened.source, schema)
  return opened
}

async function hasRecords(layer: SourceLayer): Promise<boolean> {
  for await (const _ of layer.records()) return true
  return false
}

async function settle(city: City, source: Source, schema: TableSchema): Promise<OpenedSource> {
  const path = sourcePath(city, source)
  const layer = await openLayer(path, readOptions(source))
  if (!source.columns_implied) return { source, layer }
  const first = impliedMapping(source, schema, layer.fields)
  // The columns that a geopoint brings along are known once it is.
  const again = first.geometry === source.geometry ? layer : await openLayer(path, readOptions(first))
  const implied = impliedMapping({ ...source, geometry: first.geometry }, schema, again.fields)
  if (again.fields.length === 0 && !(await hasRecords(again))) throw emptyLayer(source, again)
  const missing = schema.columns.filter(
    ({ name, required }) =>
      required && name !== 'source_id' && name !== 'source_row' && !Object.hasOwn(implied.columns, name),
  )
  if (missing.length === 0) return { source: implied, layer: again }
  const what = `the header does not carry the canonical names that the table ${schema.name} needs`
  throw new UserError(
    'config',
    {
      what,
      where: { file: city.file, key: `${sourceKey(city, source)}.columns` },
      got: `${layer.fields.length} other names`,
      expected: `also ${missing.map(({ name }) => name).join(', ')}`,
      next: 'give columns for this source',
    },
    // Where a table has no header, its names are those of the first record.
    { onTerminal: { what, got: layer.fields.join(', ') } },
  )
}

function readOptions(source: Source): Parameters<typeof openLayer>[1] {
  return {
    label: source.path,
    format: source.format,
    layer: source.layer,
    encoding: source.encoding,
    delimiter: source.delimiter,
    headerRow: source.header_row,
    geometry: source.geometry,
  }
}

async function checkColumns(city: City, { source, layer }: OpenedSource): Promise<void> {
  let fields = layer.fields
  const absent = () => sourceColumns(source).find(({ column }) => !fields.includes(column))
  // Where records name their own columns, one may first appear late in the file.
  if (absent() && layer.allFields) fields = await layer.allFields()
  const missing = absent()
  if (!missing) return
  // A layer without records may have no columns either, and that is what to say of it.
  if (fields.length === 0 && !(await hasRecords(layer))) throw emptyLayer(source, layer)
  const what = 'the source has no such column'
  throw new UserError(
    'config',
    {
      what,
      where: { file: city.file, key: `${sourceKey(city, source)}.${missing.key}` },
      got: missing.column,
      expected: `one of its ${fields.length} columns`,
      next: `correct the mapping, or ask why ${source.path} has changed`,
    },
    { onTerminal: { what, expected: `one of ${fields.join(', ')}` } },
  )
}

/** A secret that also feeds another column would leave by that door. */
function checkSecretColumns(city: City, source: Source, schema: TableSchema): void {
  const secret = secretColumns({ source, schema })
  const isSecret = (key: string): boolean =>
    schema.columns.some((column) => column.privacy === 'secret' && key === `columns.${column.name}`)
  for (const { key, column } of sourceColumns(source)) {
    if (!secret.has(column) || isSecret(key) || key === 'where') continue
    throw new UserError('config', {
      what: 'a source column with personal data is mapped to a column that is kept',
      where: { file: city.file, key: `${sourceKey(city, source)}.${key}` },
      got: column,
      expected: 'another column: secret ones (name, NIK, KK number, telephone) are dropped while reading',
      next: 'map another column, or take this one out',
    })
  }
}
