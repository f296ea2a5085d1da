import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import { readXml } from '../xml.ts'
import { attributesOf, type ElementColumn } from './kml-attributes.ts'
import type { KmlDocument } from './kml-source.ts'
import { type KmlContainer, KmlWalk, type SchemaField } from './kml-walk.ts'

/** What the Placemarks that lie directly in one container have. */
export interface ContainerContent {
  placemarks: number
  /** Columns of their values, in the order they are met; those of a typed schema are in `schemas`. */
  columns: readonly string[]
  schemas: readonly string[]
  /** Elements that one of them has a value in. */
  elements: Set<ElementColumn>
}

/** A document without its geometries and values. */
export interface KmlOutline {
  document: KmlDocument
  containers: KmlContainer[]
  /** By the index of the container. */
  contents: Map<number, ContainerContent>
  schemas: Map<string, SchemaField[]>
  /** Names in the file of columns that were given another. */
  renamed: Map<string, string>
  links: string[]
}

/** Names kept over all sets of columns of a document. */
const KEPT_NAMES_MAX = 2_000_000

/**
 * Reads a document once to its end without geometries: only then is it known which columns each folder has.
 * @throws UserError `source`: what `readXml` and the walk throw
 */
export async function readOutline(document: KmlDocument, encoding?: string): Promise<KmlOutline> {
  const where = { file: document.label }
  const walk = new KmlWalk(where, false)
  const contents = new Map<number, ContainerContent>()
  const columnSets = new ColumnSets()
  const renamed = new Map<string, string>()
  for await (const _ of readXml(document.bytes(), walk, { where, encoding })) {
    for (const placemark of walk.placemarks) {
      const { elements, columns, renamed: inPlacemark } = attributesOf(placemark)
      const content = contents.get(placemark.container) ?? {
        placemarks: 0,
        columns: [],
        schemas: [],
        elements: new Set(),
      }
      content.placemarks++
      content.columns = columnSets.with(
        content.columns,
        columns.map(([column]) => column),
      )
      content.schemas = columnSets.with(content.schemas, placemark.schemas)
      for (const [element, value] of Object.entries(elements))
        if (value !== null) content.elements.add(element as ElementColumn)
      for (const [column, stated] of inPlacemark) renamed.set(column, stated)
      contents.set(placemark.container, content)
      if (content.columns.length > RECORD_LIMITS.columns)
        throw beyondLimit('columns', content.columns.length, where)
      if (columnSets.keptNames > KEPT_NAMES_MAX) throw beyondLimit('columns', columnSets.keptNames, where)
    }
    walk.placemarks = []
  }
  const { containers, schemas, links } = walk
  return { document, containers, contents, schemas, renamed, links }
}

/** Sets of names in which equal ones are one object: thousands of folders share the same columns. */
class ColumnSets {
  keptNames = 0
  readonly #byKey = new Map<string, readonly string[]>()
  readonly #members = new Map<readonly string[], Set<string>>()

  with(names: readonly string[], more: string[]): readonly string[] {
    const has = this.#membersOf(names)
    if (more.every((name) => has.has(name))) return names
    const all = [...new Set([...names, ...more])]
    const key = all.join('\0')
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    this.keptNames += all.length
    this.#byKey.set(key, all)
    return all
  }

  #membersOf(names: readonly string[]): Set<string> {
    if (names.length === 0) return new Set()
    let members = this.#members.get(names)
    if (members === undefined) {
      members = new Set(names)
      this.#members.set(names, members)
    }
    return members
  }
}
