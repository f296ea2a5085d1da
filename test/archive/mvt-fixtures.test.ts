import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AttributeValue, checkMvt, decodeMvt, type TilePoint } from '../../pipeline/archive/index.ts'

const CORPUS = '../shared/data/corpora/mvt-fixtures/fixtures'
const present = existsSync(CORPUS)
if (!present) console.log(`skipped: ${CORPUS} is absent`)

/** A tile as the fixture lists it: tags, geometry commands and values as numbers of the format. */
interface ListedTile {
  layers?: {
    version?: number
    name?: string
    extent?: number
    features?: { id?: number; tags?: number[]; type?: number; geometry?: number[] }[]
    keys?: string[]
    values?: Record<string, AttributeValue>[]
  }[]
}

interface FixtureInfo {
  validity: { v1: boolean; v2: boolean; error?: string }
}

/** Geometry of unknown type; a count of points that are not there. Both are refused, see `mvt.test.ts`. */
const NOT_DECODED = new Set(['016', '039', '057'])
/** A line that stands still for a step. Its list calls that recoverable, and drawing it as it is recovers from it. */
const FORGIVEN = '046'

const names = present ? readdirSync(CORPUS).sort() : []

function read<T>(name: string, file: string): T {
  return JSON.parse(readFileSync(path.join(CORPUS, name, file), 'utf8')) as T
}

const validity = (name: string) => read<FixtureInfo>(name, 'info.json').validity
const bytesOf = (name: string) => readFileSync(path.join(CORPUS, name, 'tile.mvt'))

/** What a sound tile holds in layers with features, worked out from its list by MVT 2.1 sections 4.3 and 4.4. */
function expectedOf(tile: ListedTile) {
  const drawn = (tile.layers ?? []).filter((layer) => layer.features?.length)
  return drawn.map((layer) => ({
    name: layer.name,
    version: layer.version ?? 1,
    extent: layer.extent ?? 4096,
    features: (layer.features ?? []).map((feature) => {
      const properties: Record<string, AttributeValue> = {}
      for (let i = 0; i + 1 < (feature.tags?.length ?? 0); i += 2) {
        const [value] = Object.entries(layer.values![feature.tags![i + 1]!]!)
        properties[layer.keys![feature.tags![i]!]!] = listedValue(...value!)
      }
      const id = feature.id === 0 ? undefined : feature.id
      return { id, type: feature.type, properties, geometry: chainsOf(feature.type!, feature.geometry!) }
    }),
  }))
}

/** The list is JSON: it holds doubles where the tile holds floats, and a number where it holds a text. */
function listedValue(field: string, value: AttributeValue): AttributeValue {
  if (field === 'string_value') return String(value)
  return field === 'float_value' ? Math.fround(value as number) : value
}

function chainsOf(type: number, commands: readonly number[]): TilePoint[][] {
  const chains: TilePoint[][] = []
  let x = 0
  let y = 0
  const zigzag = (n: number) => (n >>> 1) ^ -(n & 1)
  for (let at = 0; at < commands.length; ) {
    const command = commands[at]! & 7
    const count = commands[at++]! >>> 3
    if (command === 7) {
      chains.at(-1)!.push([...chains.at(-1)![0]!])
      continue
    }
    for (let i = 0; i < count; i++) {
      x += zigzag(commands[at++]!)
      y += zigzag(commands[at++]!)
      if (command === 1) chains.push([])
      chains.at(-1)!.push([x, y])
    }
  }
  return type === 1 ? chains.map((chain) => chain.slice(0, 1)) : chains
}

describe.skipIf(!present)('what the fixtures of the format hold', () => {
  const sound = names.filter((name) => validity(name).v2 && !NOT_DECODED.has(name))

  it.each(sound)('%s decodes to the layers, features, values and places of its list', (name) => {
    const decoded = decodeMvt(bytesOf(name))
    const expected = expectedOf(read<ListedTile>(name, 'tile.json'))
    const plain = decoded.map((layer) => ({
      ...layer,
      features: layer.features.map((feature) => ({ ...feature, properties: { ...feature.properties } })),
    }))
    expect(plain).toEqual(expected)
  })

  it.each(
    names.filter((name) => !validity(name).v2 && name !== FORGIVEN && validity(name).error !== 'fatal'),
  )('%s is refused', (name) => {
    expect(() => {
      checkMvt(bytesOf(name))
      decodeMvt(bytesOf(name))
    }).toThrow()
  })

  it.each(sound)('%s cut short anywhere is refused or a shorter tile, never taken as whole', (name) => {
    const bytes = bytesOf(name)
    const whole = JSON.stringify(decodeMvt(bytes))
    for (let length = 1; length < bytes.length; length++) {
      const short = bytes.subarray(0, length)
      let decoded: string
      try {
        checkMvt(short)
        decoded = JSON.stringify(decodeMvt(short))
      } catch {
        continue
      }
      expect(decoded).not.toBe(whole)
    }
  })
})
