import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Feature, Geometry } from 'geojson'
import { type Bounds, boundsOf, mergeBounds } from '../../geo/bounds.ts'
import { ObjectScanner } from '../../readers/geojson/geojson-scan.ts'
import { featureFault } from '../../release/feature-fault.ts'
import type { ListedFile } from '../../release/manifest.ts'
import type { ReleaseFaults } from './faults.ts'
import { reasonInIndonesian } from './reasons.ts'

/** Decimals of a position that are published: RFC 7946 section 11.2, about a centimetre. */
const DECIMALS = 7

/** What a layer of GeoJSON holds, for other formats of it to be held to. */
export interface ReadLayer {
  /** Of the first feature, in their order. */
  attributes: string[]
  /** {@link featureDigest} by id. */
  digests: Map<number, string>
}

/** A feature in few bytes: a city has millions of buildings. */
export function featureDigest(geometry: Geometry, values: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([geometry.type, 'coordinates' in geometry ? geometry.coordinates : null, values]))
    .digest('base64')
    .slice(0, 16)
}

/** Holds a file that is one feature, as an item of STAC is, to RFC 7946; what else it says is told by its own catalogue. */
export function checkFeatureFile(directory: string, { path }: ListedFile, faults: ReleaseFaults): void {
  const add = (en: string, id: string) => faults.add('geojson', path, en, id)
  faults.look('geojson')
  try {
    const feature = JSON.parse(readFileSync(join(directory, path), 'utf8')) as Feature
    const fault = faultOf(feature)
    const box = JSON.stringify(boundsOf(feature.geometry))
    if (fault !== null) add(fault.en, fault.id)
    else if (feature.bbox !== undefined && JSON.stringify(feature.bbox) !== box)
      add(`bbox is not ${box}`, `bbox bukan ${box}`)
  } catch (error) {
    add(
      `cannot be read: ${(error as Error).message}`,
      `tidak terbaca: ${reasonInIndonesian((error as Error).message)}`,
    )
  }
}

/**
 * Reads a feature collection feature by feature and holds it to RFC 7946 and to what a release promises of it: positions of seven decimals
 * at most, a bbox that is the smallest, as many features as listed; of a layer, ids that are whole numbers and each there once.
 */
export async function checkGeoJson(
  directory: string,
  { path, rows }: ListedFile,
  isLayer: boolean,
  faults: ReleaseFaults,
): Promise<ReadLayer> {
  const layer: ReadLayer = { attributes: [], digests: new Map() }
  const add = (en: string, id: string) => faults.add('geojson', path, en, id)
  const members = new Map<string, unknown>()
  let count = 0
  let bounds: Bounds | null = null
  const take = (feature: Feature): void => {
    count++
    faults.look('geojson')
    const fault = faultOf(feature) ?? (isLayer ? faultOfId(feature) : null)
    if (fault !== null) {
      add(
        `feature ${feature.id ?? `#${count}`} ${fault.en}`,
        `fitur ${feature.id ?? `ke-${count}`} ${fault.id}`,
      )
      return
    }
    bounds = mergeBounds(bounds, boundsOf(feature.geometry))
    if (!isLayer) return
    const id = feature.id as number
    if (layer.digests.has(id)) add(`feature ${id} is there twice`, `fitur ${id} ada dua kali`)
    const properties = feature.properties ?? {}
    if (count === 1) layer.attributes = Object.keys(properties)
    const values = layer.attributes.map((name) => properties[name] ?? null)
    layer.digests.set(id, featureDigest(feature.geometry, values))
  }
  try {
    const scanner = new ObjectScanner()
    for await (const chunk of createReadStream(join(directory, path))) {
      for (const event of scanner.push(chunk as Buffer)) {
        if (event.kind === 'feature') take(JSON.parse(event.text) as Feature)
        if (event.kind === 'member') members.set(event.key, JSON.parse(event.text))
      }
    }
    scanner.end()
    if (scanner.rest.toString().trim() !== '') throw new Error('goes on after its end')
  } catch (error) {
    add(
      `cannot be read as GeoJSON: ${(error as Error).message}`,
      `tidak terbaca sebagai GeoJSON: ${reasonInIndonesian((error as Error).message)}`,
    )
    return layer
  }
  if (members.get('type') !== 'FeatureCollection') add('is no FeatureCollection', 'bukan FeatureCollection')
  const [bbox, box] = [members.get('bbox'), JSON.stringify(bounds)]
  if ((isLayer || bbox !== undefined) && JSON.stringify(bbox ?? null) !== box)
    add(
      `bbox is ${JSON.stringify(bbox ?? null)}, the features lie in ${box}`,
      `bbox ${JSON.stringify(bbox ?? null)}, fitur terletak di ${box}`,
    )
  if (rows !== count) add(`has ${count} features, listed ${rows}`, `berisi ${count} fitur, tercatat ${rows}`)
  return layer
}

function faultOf(feature: Feature): Record<'en' | 'id', string> | null {
  const fault = featureFault(feature)
  if (fault !== undefined)
    return { en: `is not GeoJSON: ${fault}`, id: `bukan GeoJSON: ${reasonInIndonesian(fault)}` }
  if (feature.geometry === null) return { en: 'has no geometry', id: 'tanpa geometri' }
  if (hasMoreDecimals(feature.geometry))
    return {
      en: `has positions of more than ${DECIMALS} decimals`,
      id: `berposisi lebih dari ${DECIMALS} desimal`,
    }
  return null
}

function faultOfId({ id }: Feature): Record<'en' | 'id', string> | null {
  if (Number.isSafeInteger(id) && (id as number) >= 0) return null
  return { en: 'has an id that is no whole number', id: 'ber-id bukan bilangan bulat' }
}

function hasMoreDecimals(geometry: Geometry): boolean {
  if (geometry.type === 'GeometryCollection') return geometry.geometries.some(hasMoreDecimals)
  return (geometry.coordinates as unknown[])
    .flat(3)
    .some((value) => typeof value === 'number' && Number(value.toFixed(DECIMALS)) !== value)
}
