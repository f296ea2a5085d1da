import { join } from 'node:path'
import { MANIFEST, type ReadManifest, readJson } from '../../release/manifest.ts'
import { checkProject, LAYER_DEFINITION } from './check-project.ts'
import type { ReleaseFaults } from './faults.ts'
import { isObject, type Json, listOf, shown } from './json-values.ts'
import { References } from './references.ts'

/**
 * What a release refers to: the files of its layers, sources and layers of styles, tiles and layers of TileJSON, links and assets of STAC, pages
 * and addresses of DCAT, sources of QGIS projects and layer definitions. References to other hosts are passed over: nothing is fetched.
 */
export async function checkLinks(
  directory: string,
  { files, layers }: ReadManifest,
  faults: ReleaseFaults,
): Promise<void> {
  const manifest = new References(directory, MANIFEST, faults)
  for (const { path } of layers) manifest.toFile('links', path)
  for (const { path } of files.filter(
    ({ path, media_type }) => media_type === ZIP || path.endsWith(LAYER_DEFINITION),
  ))
    await checkProject(directory, path, new References(directory, path, faults))
  // Features that are rows refer to nothing.
  for (const { path } of files.filter(({ media_type, rows }) => /json/.test(media_type) && rows === null)) {
    const refers = new References(directory, path, faults)
    const json = readJson(join(directory, path))
    if (!isObject(json)) refers.add('links', 'is no JSON object', 'bukan objek JSON')
    else if (json.version === 8 && 'layers' in json)
      checkStyle(json, refers, new Set(layers.map(({ name }) => name)))
    else if (typeof json.tilejson === 'string') checkTileJson(json, refers, layers)
    else if (typeof json.stac_version === 'string') checkStac(json, refers)
    else if ('@context' in json) checkDcat(json, refers)
  }
}

const ZIP = 'application/zip'

function checkStyle(style: Json, refers: References, layers: ReadonlySet<string>): void {
  const sources = isObject(style.sources) ? style.sources : {}
  for (const source of Object.values(sources).filter(isObject))
    for (const link of [source.url, source.data, ...listOf(source.tiles)])
      if (typeof link === 'string') refers.to('style', link)
  for (const link of [style.glyphs, style.sprite])
    if (typeof link === 'string') refers.to('style', link === style.sprite ? `${link}.json` : link)
  for (const layer of listOf(style.layers).filter(isObject)) {
    refers.look('style')
    const { source } = layer
    const id = shown(layer.id)
    const name = layer['source-layer']
    if (typeof source === 'string' && !Object.hasOwn(sources, source))
      refers.add(
        'style',
        `layer ${id} draws source ${source}, which is none`,
        `lapisan ${id} memakai sumber ${source}, yang tidak ada`,
      )
    if (typeof name === 'string' && !layers.has(name))
      refers.add(
        'style',
        `layer ${id} draws ${name}, which is no layer of the release`,
        `lapisan ${id} memakai ${name}, yang bukan lapisan rilis`,
      )
  }
}

function checkTileJson(json: Json, refers: References, layers: ReadManifest['layers']): void {
  for (const link of listOf(json.tiles)) if (typeof link === 'string') refers.to('style', link)
  const own = new Map(
    listOf(json.vector_layers)
      .filter(isObject)
      .map((layer) => [layer.id, layer]),
  )
  for (const { name, minzoom, maxzoom } of layers) {
    refers.look('style')
    const stated = own.get(name)
    if (stated === undefined || stated.minzoom !== minzoom || stated.maxzoom !== maxzoom)
      refers.add(
        'style',
        `does not say that layer ${name} has zooms ${minzoom} to ${maxzoom}`,
        `tidak menyebut lapisan ${name} berzoom ${minzoom} sampai ${maxzoom}`,
      )
  }
}

function checkStac(json: Json, refers: References): void {
  const assets = isObject(json.assets) ? Object.values(json.assets) : []
  for (const linked of [...listOf(json.links), ...assets].filter(isObject))
    if (typeof linked.href === 'string') refers.to('links', linked.href)
}

/** Properties whose values are addresses of what there is to read, each a text or an `@id`. */
const ADDRESSES = ['dcat:downloadURL', 'dcat:accessURL', 'foaf:page', 'rdfs:seeAlso']

function checkDcat(json: Json, refers: References): void {
  const nodes: unknown[] = [json]
  for (const node of nodes) {
    if (Array.isArray(node)) nodes.push(...node)
    if (!isObject(node)) continue
    for (const [name, value] of Object.entries(node)) {
      nodes.push(value)
      if (!ADDRESSES.includes(name)) continue
      for (const one of Array.isArray(value) ? value : [value]) {
        const address = isObject(one) ? one['@id'] : one
        if (typeof address === 'string') refers.to('links', address)
      }
    }
  }
}
