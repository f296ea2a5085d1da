import gjv from 'geojson-validation'

type Json = ReturnType<typeof JSON.parse>

const MEDIA_TYPE = /^[a-z]+\/[\w.+-]+$/
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
/** Multihash of sha2-256: its code, its length, 32 bytes. */
const CHECKSUM = /^1220[0-9a-f]{64}$/
/** Fields of an extension begin with its prefix, and it must be declared. */
const PREFIXES: Record<string, RegExp> = {
  file: /\/file\/v2\.\d+\.0\/schema\.json$/,
  proj: /\/projection\/v2\.0\.0\/schema\.json$/,
  table: /\/table\/v1\.3\.0\/schema\.json$/,
  pmtiles: /\/web-map-links\/v1\.2\.0\/schema\.json$/,
}

/**
 * What a STAC 1.1 collection or item has against the rules of the specification and the extensions it uses, in words. The
 * official schemas are read from the web alone, which tests do without.
 *
 * @param names files that stand beside it in `stac/`
 */
export function stacFaults(object: Json, names: readonly string[]): string[] {
  const faults: string[] = []
  const must = (holds: unknown, fault: string): void => {
    if (!holds) faults.push(fault)
  }
  must(object.stac_version === '1.1.0', 'stac_version')
  must(typeof object.id === 'string' && /^[\w-]+$/.test(object.id), 'id')
  const extensions = object.stac_extensions as string[]
  must(new Set(extensions).size === extensions.length, 'an extension is declared twice')
  for (const [prefix, schema] of Object.entries(PREFIXES)) {
    const isUsed = JSON.stringify(object).includes(`"${prefix}:`)
    must(!isUsed || extensions.some((uri) => schema.test(uri)), `${prefix}: is used and not declared`)
  }
  for (const { rel, href, type } of object.links as Json[]) {
    must(typeof rel === 'string' && rel !== '', 'a link without rel')
    must(/^(https:\/\/|\.\.?\/)/.test(href), `link ${href} is neither relative nor https`)
    must(type === undefined || MEDIA_TYPE.test(type), `type of ${href}`)
    if (href.startsWith('./')) must(names.includes(href.slice(2)), `link ${href} leads nowhere`)
  }
  const rels = (object.links as Json[]).map(({ rel }) => rel)
  must(rels.filter((rel) => rel === 'root').length === 1, 'one root')
  for (const [key, asset] of Object.entries(object.assets as Record<string, Json>)) {
    must(asset.href.startsWith('../') && MEDIA_TYPE.test(asset.type), `asset ${key}`)
    must(Array.isArray(asset.roles) && asset.roles.length === 1, `roles of ${key}`)
    must(Number.isInteger(asset['file:size']), `size of ${key}`)
    must(CHECKSUM.test(asset['file:checksum']), `checksum of ${key}`)
  }
  for (const [where, fields] of tableFields(object)) must(areTableFields(fields), `table fields of ${where}`)
  return [...faults, ...(object.type === 'Feature' ? itemFaults(object, rels) : collectionFaults(object))]
}

/** Where table 1.3 has fields: an item's properties, a collection itself, and the assets of both. */
function tableFields({ type, properties, assets, ...rest }: Json): [where: string, fields: Json][] {
  return [
    type === 'Feature' ? ['the properties', properties] : ['the collection', rest],
    ...Object.entries(assets as Record<string, Json>),
  ]
}

function areTableFields(fields: Json): boolean {
  const words = (value: unknown): boolean => typeof value === 'string' && value !== ''
  const rules: Record<string, (value: Json) => boolean> = {
    'table:row_count': (value) => Number.isInteger(value) && value >= 0,
    'table:primary_geometry': words,
    'table:columns': (value) => Array.isArray(value) && value.every(({ name }) => words(name)),
  }
  const used = Object.keys(fields).filter((key) => key.startsWith('table:'))
  return used.every((key) => rules[key]?.(fields[key]) === true)
}

function itemFaults({ properties, bbox, geometry, collection, assets }: Json, rels: string[]): string[] {
  const faults: string[] = []
  const must = (holds: unknown, fault: string): void => {
    if (!holds) faults.push(fault)
  }
  must(isBox(bbox), 'bbox')
  must(gjv.isFeature({ type: 'Feature', properties: {}, geometry }, true).length === 0, 'geometry')
  must(typeof collection === 'string' && rels.includes('collection'), 'collection')
  const { datetime, start_datetime, end_datetime } = properties
  if (datetime === null) {
    must(DATE_TIME.test(start_datetime) && DATE_TIME.test(end_datetime), 'start and end')
    must(start_datetime <= end_datetime, 'the start is after the end')
  } else must(DATE_TIME.test(datetime), 'datetime')
  must(/^[A-Z]+:\w+$/.test(properties['proj:code']), 'proj:code')
  const columns = properties['table:columns'] as Json[]
  must(
    columns.every(({ name, type, description }) => name && type && description),
    'a column without name, type or description',
  )
  must(
    columns.some(({ name }) => name === properties['table:primary_geometry']),
    'the primary geometry is no column',
  )
  must(Object.keys(assets).length > 0, 'no assets')
  return faults
}

function collectionFaults({ type, description, license, extent, providers }: Json): string[] {
  const faults: string[] = []
  const must = (holds: unknown, fault: string): void => {
    if (!holds) faults.push(fault)
  }
  must(type === 'Collection', 'type')
  must(typeof description === 'string' && description !== '', 'description')
  must(/^[\w.+-]+$/.test(license), 'license')
  must(extent.spatial.bbox.length > 0 && extent.spatial.bbox.every(isBox), 'spatial extent')
  const [start, end] = extent.temporal.interval[0]
  must(
    [start, end].every((time) => time === null || DATE_TIME.test(time)),
    'temporal extent',
  )
  for (const { name, roles } of (providers ?? []) as Json[]) {
    const known = ['licensor', 'producer', 'processor', 'host']
    must(name && roles.every((role: string) => known.includes(role)), 'a provider')
  }
  return faults
}

function isBox(box: unknown): boolean {
  if (!Array.isArray(box) || box.length !== 4) return false
  const [west, south, east, north] = box
  return -180 <= west && west <= east && east <= 180 && -90 <= south && south <= north && north <= 90
}
