import type { Source } from '../city.ts'
import type { TableSchema } from '../store/index.ts'

/** What survey servers add to every export beside the answers. */
const SERVER_COLUMNS = new Set(
  (
    'start end today username deviceid simserial subscriberid phonenumber audit __version__ _version_ _id _uuid _submission_time _validation_status ' +
    '_notes _status _submitted_by _tags _index instanceID meta/instanceID meta-instanceID meta/rootUuid formhub/uuid KEY SubmissionDate SubmitterID SubmitterName ' +
    'AttachmentsPresent AttachmentsExpected Status ReviewState DeviceID Edits FormVersion instanceName meta/instanceName meta-instanceName'
  ).split(' '),
)

/** The question for the place in a form of `petakumuh form`. */
const LOCATION = 'location'

/**
 * The source with the mapping its own header implies, where `city.yaml` gives none: every canonical column from the source column of the same
 * name, also where survey groups stand before it (`bangunan/roof`, `bangunan-roof`, `bangunan:roof`). The place comes from a geopoint
 * `location`, its accuracy goes to `accuracy_m`. A canonical name that several columns carry is left unmapped.
 *
 * @param fields columns of the file
 */
export function impliedMapping(source: Source, schema: TableSchema, fields: readonly string[]): Source {
  const columns: Source['columns'] = {}
  for (const { name } of schema.columns) {
    if (name === 'source_id' || name === 'source_row') continue
    const field = fieldNamed(name, fields)
    if (field !== null) columns[name] = field
  }
  const geometry = source.geometry ?? impliedGeometry(schema, fields)
  if (geometry && 'geopoint' in geometry && columns.accuracy_m === undefined) {
    const accuracy = `${geometry.geopoint}_precision`
    const isKept = schema.columns.some((column) => column.name === 'accuracy_m')
    if (isKept && fields.includes(accuracy)) columns.accuracy_m = accuracy
  }
  const place = geometry && 'geopoint' in geometry ? geometry.geopoint : null
  const ignore = fields.filter(
    (field) => SERVER_COLUMNS.has(field) || (place !== null && isPartOf(field, place)),
  )
  return {
    ...source,
    columns,
    ...(geometry ? { geometry } : {}),
    ignore: [...(source.ignore ?? []), ...ignore],
  }
}

/** The field of that name, or the only one that ends in it behind its groups. */
function fieldNamed(name: string, fields: readonly string[]): string | null {
  if (fields.includes(name)) return name
  const grouped = fields.filter((field) => new RegExp(`[/:-]${name}$`).test(field))
  return grouped.length === 1 ? grouped[0]! : null
}

function impliedGeometry(schema: TableSchema, fields: readonly string[]): Source['geometry'] {
  if (schema.geometry === null) return undefined
  const whole = fieldNamed(LOCATION, fields)
  if (whole !== null) return { geopoint: whole }
  // Some exports split the point and leave the question itself out.
  const latitude = fields.filter((field) => /(?:^|[/:_-])location[-_]latitude$/i.test(field))
  return latitude.length === 1
    ? { geopoint: withoutMark(latitude[0]!).replace(/[-_]latitude$/i, '') }
    : undefined
}

/** Kobo marks the parts of a point with an underscore, before the whole path or before the question. */
function withoutMark(field: string): string {
  return field.replace(/(?<=^|\/)_/, '')
}

/** Whether a field is one of the parts a server splits a geopoint into. */
function isPartOf(field: string, place: string): boolean {
  const bare = withoutMark(field)
  return (
    bare !== place &&
    new RegExp(`^${escaped(place)}[-_](?:latitude|longitude|altitude|accuracy|precision)$`, 'i').test(bare)
  )
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
