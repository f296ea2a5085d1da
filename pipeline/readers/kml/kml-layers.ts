import { ELEMENT_COLUMNS, type ElementColumn } from './kml-attributes.ts'
import type { KmlOutline } from './kml-outline.ts'
import type { KmlContainer } from './kml-walk.ts'

/** A layer of a KML document: the Placemarks of some of its containers. */
export interface KmlLayer {
  name: string
  outline: KmlOutline
  containers: ReadonlySet<number>
  placemarks: number
  fields: string[]
  numericFields: Set<string>
  /** Columns that hold what is no attribute; those that no Placemark has are not in it. */
  elements: Map<ElementColumn, string>
  /** Columns that are called otherwise in the file. */
  renamed: [column: string, stated: string][]
}

const NUMERIC_TYPES = new Set(['double', 'float', 'int', 'uint', 'short', 'ushort'])

/**
 * Which layers documents have. KML itself has none, only folders, and people file the same survey by kelurahan: folders whose Placemarks have
 * the same columns are therefore one layer, wherever they lie, and the folder becomes a column. A layer is called after the innermost named
 * folder around all of them. Placemarks without any column (drawn by hand) are told apart by the first folder in which they differ.
 *
 * So a file with `KOTA/Admin` (27 polygons, column `Kelurahan`) beside `KOTA/DEGAYU`, `KOTA/TIRTO`... (438 polygons, 52 columns) has two
 * layers, `Admin` and `KOTA`.
 */
export function layersOf(outlines: KmlOutline[]): KmlLayer[] {
  const layers = outlines.flatMap((outline) => layersOfDocument(outline))
  nameApart(layers)
  return layers
}

/** Names of the containers from the outside in; those without a name are left out. */
export function folderPath(containers: KmlContainer[], index: number): string[] {
  return chainOf(containers, index)
    .map((each) => containers[each]!.name)
    .filter((name) => name !== null)
}

function layersOfDocument(outline: KmlOutline): KmlLayer[] {
  const groups = new Map<string, number[]>()
  const bare = [...outline.contents.keys()].filter((index) => columnsOf(outline, index).length === 0)
  const shared = commonChain(outline.containers, bare)
  for (const index of [...outline.contents.keys()].sort((a, b) => a - b)) {
    const columns = columnsOf(outline, index)
    const top = chainOf(outline.containers, index)[shared.length] ?? -1
    const key = columns.length > 0 ? JSON.stringify([...columns].sort()) : `top ${top}`
    groups.set(key, [...(groups.get(key) ?? []), index])
  }
  return [...groups.values()].map((members) => layerOf(outline, members))
}

function layerOf(outline: KmlOutline, members: number[]): KmlLayer {
  const contents = members.map((index) => outline.contents.get(index)!)
  const columns = [...new Set(members.flatMap((index) => columnsOf(outline, index)))]
  const taken = new Set(columns)
  const elements = new Map<ElementColumn, string>()
  for (const element of ELEMENT_COLUMNS) {
    const isMet =
      element === 'folder'
        ? members.some((index) => folderPath(outline.containers, index).length > 0)
        : contents.some((content) => content.elements.has(element))
    if (!isMet) continue
    let column: string = element
    while (taken.has(column)) column = `kml_${column}`
    taken.add(column)
    elements.set(element, column)
  }
  const name = elements.get('name')
  const around = commonChain(outline.containers, members)
  return {
    name: folderPath(outline.containers, around.at(-1) ?? 0).at(-1) ?? outline.document.stem,
    outline,
    containers: new Set(members),
    placemarks: contents.reduce((sum, { placemarks }) => sum + placemarks, 0),
    fields: [
      ...(name === undefined ? [] : [name]),
      ...columns,
      ...[...elements.values()].filter((column) => column !== name),
    ],
    numericFields: numericFieldsOf(outline, members),
    elements,
    renamed: [
      ...[...elements].filter(([element, column]) => column !== element).map(swapped),
      ...columns.flatMap((column): [string, string][] => {
        const stated = outline.renamed.get(column)
        return stated === undefined ? [] : [[column, stated]]
      }),
    ],
  }
}

function swapped([element, column]: [ElementColumn, string]): [string, string] {
  return [column, element]
}

/** Columns that every schema of the layer that has them declares as numbers. */
function numericFieldsOf(outline: KmlOutline, members: number[]): Set<string> {
  const numeric = new Set<string>()
  const other = new Set<string>()
  const ids = new Set(members.flatMap((index) => outline.contents.get(index)!.schemas))
  for (const id of ids) {
    for (const { name, type } of outline.schemas.get(id) ?? []) {
      ;(NUMERIC_TYPES.has(type) ? numeric : other).add(name)
    }
  }
  for (const name of other) numeric.delete(name)
  return numeric
}

function columnsOf(outline: KmlOutline, index: number): string[] {
  const { columns, schemas } = outline.contents.get(index)!
  const declared = schemas.flatMap((id) => (outline.schemas.get(id) ?? []).map(({ name }) => name))
  return [...new Set([...declared, ...columns])]
}

/** The container and those around it, the outermost first. */
function chainOf(containers: KmlContainer[], index: number): number[] {
  const chain: number[] = []
  for (let at: number | null = index; at !== null; at = containers[at]!.parent) chain.push(at)
  return chain.reverse()
}

/** Containers around all of these; a single one counts itself. */
function commonChain(containers: KmlContainer[], members: number[]): number[] {
  const [first, ...others] = members.map((index) => chainOf(containers, index))
  if (first === undefined) return []
  let length = first.length
  for (const chain of others) {
    while (length > 0 && chain[length - 1] !== first[length - 1]) length--
  }
  return first.slice(0, length)
}

/** Layers of one name are told apart by their document, then by a number. */
function nameApart(layers: KmlLayer[]): void {
  const isShared = (name: string): boolean => layers.filter((layer) => layer.name === name).length > 1
  for (const name of new Set(layers.map((layer) => layer.name))) {
    if (!isShared(name)) continue
    const same = layers.filter((layer) => layer.name === name)
    if (new Set(same.map(({ outline }) => outline)).size > 1) {
      for (const layer of same) layer.name = `${layer.outline.document.stem}/${name}`
    }
  }
  const seen = new Map<string, number>()
  for (const layer of layers) {
    const count = (seen.get(layer.name) ?? 0) + 1
    seen.set(layer.name, count)
    if (count > 1) layer.name = `${layer.name} (${count})`
  }
}
