import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { PROJECT_ROOT } from '../../../../pipeline/paths.ts'
import { STAC_EXTENSIONS, STAC_VERSION } from '../../../../pipeline/stages/7-publish/catalogue/stac.ts'

/** Where the specifications publish their own schemas; those that they name in turn follow from them. */
export const SCHEMAS = {
  item: `https://schemas.stacspec.org/v${STAC_VERSION}/item-spec/json-schema/item.json`,
  collection: `https://schemas.stacspec.org/v${STAC_VERSION}/collection-spec/json-schema/collection.json`,
  geoparquet: 'https://geoparquet.org/releases/v1.1.0/schema.json',
  tilejson: 'https://raw.githubusercontent.com/mapbox/tilejson-spec/master/3.0.0/schema.json',
  projjson: 'https://proj.org/schemas/v0.7/projjson.schema.json',
}

export const ROOT_ADDRESSES: readonly string[] = [
  ...Object.values(SCHEMAS),
  ...Object.values(STAC_EXTENSIONS),
]

/** Names the folder of the official schemas; without it they lie where the npm scripts of their name put them. */
export const FOLDER_VARIABLE = 'PETAKUMUH_OFFICIAL_SCHEMAS'
export const FETCHED_FOLDER = join(PROJECT_ROOT, 'output/official-schemas')

/** The folder of the official schemas, or null where nobody fetched them and none is named. */
export function officialSchemasFolder(): string | null {
  return process.env[FOLDER_VARIABLE] ?? (existsSync(FETCHED_FOLDER) ? FETCHED_FOLDER : null)
}

/** Schemas that come in a package of their own authors: those of GeoJSON. */
const PACKAGED = 'https://geojson.org/schema/'

export const isPackaged = (address: string): boolean => address.startsWith(PACKAGED)

/** Schemas that a package of others carries: that of TileJSON, with all rules of its authors and a title of its own. */
const COPIES: Record<string, string> = {
  [SCHEMAS.tilejson]: join(PROJECT_ROOT, 'node_modules/s2-tilejson/dist/tilejson.schema.json'),
}

/** The file of a schema: of a package of its authors, of the folder, of a package of others; null where it is nowhere. */
function fileOfSchema(address: string, folder: string | null): string | null {
  if (isPackaged(address))
    return join(PROJECT_ROOT, 'node_modules/geojson-schema', address.slice(PACKAGED.length))
  const fetched = folder === null ? null : join(folder, pathOfSchema(address))
  return fetched !== null && existsSync(fetched) ? fetched : (COPIES[address] ?? null)
}

/** Path of a schema below the folder: its address without scheme and fragment. */
export function pathOfSchema(address: string): string {
  const { host, pathname } = new URL(address)
  return join(host, pathname)
}

/**
 * The schemas at some addresses and all that they name in turn, but for those of JSON Schema itself, which every
 * validator has, and those that come in a package.
 *
 * @param read the text of the schema at an address
 * @returns texts by their addresses
 */
export async function schemasFrom(
  addresses: readonly string[],
  read: (address: string) => Promise<string>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  const waiting = [...addresses]
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (texts.has(address) || isPackaged(address) || address.startsWith('http://json-schema.org/')) continue
    const text = await read(address)
    texts.set(address, text)
    waiting.push(...references(JSON.parse(text), address))
  }
  return texts
}

/** Addresses that the `$ref` of a schema name, without fragment, from the address at which it lies. */
function references(schema: unknown, base: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string'
      ? [new URL(value, base).href.replace(/#.*/, '')]
      : references(value, base),
  )
}

/** Addresses of schemas that are nowhere, of one and all that it names in turn: none where it can be held to. */
export async function missingSchemas(address: string, folder: string | null): Promise<string[]> {
  const missing: string[] = []
  await schemasFrom([address], async (named) => {
    const file = fileOfSchema(named, folder)
    if (file !== null) return readFileSync(file, 'utf8')
    missing.push(named)
    return '{}'
  })
  return missing
}

/** What the schemas call for and JSON Schema leaves to the reader. */
const FORMATS = {
  'date-time': (text: string) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(text) &&
    !Number.isNaN(Date.parse(text)),
  iri: (text: string) => URL.canParse(text),
  'iri-reference': (text: string) => !/\s/.test(text) && URL.canParse(text, 'https://example.org/'),
}

/** Holds documents to the official schemas of a folder and of packages; without a folder, to those of packages. */
export class OfficialSchemas {
  readonly #ajv: Ajv
  readonly #compiled = new Map<string, Promise<ValidateFunction>>()

  constructor(folder: string | null) {
    this.#ajv = new Ajv({
      // They are as their authors publish them: not all keep to the strict modes of validator and patterns.
      strict: false,
      unicodeRegExp: false,
      formats: FORMATS,
      loadSchema: async (address) => {
        const file = fileOfSchema(address, folder)
        if (file === null) throw new Error(`${address} is missing: 'npm run official-schemas' fetches it`)
        return JSON.parse(readFileSync(file, 'utf8'))
      },
    })
  }

  /** What the schema at an address finds wrong with a document, a line each: the place and the rule. */
  async faults(address: string, document: unknown): Promise<string[]> {
    const known = this.#compiled.get(address)
    const compiled = known ?? this.#ajv.compileAsync({ $ref: address })
    this.#compiled.set(address, compiled)
    const validate = await compiled
    return validate(document) ? [] : (validate.errors ?? []).map(faultLine)
  }
}

const faultLine = ({ instancePath, keyword, message }: ErrorObject): string =>
  `${instancePath || '/'}: ${keyword}: ${message}`
