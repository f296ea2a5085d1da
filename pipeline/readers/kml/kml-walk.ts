import type { Place } from '../../errors.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import { type XmlAttributes, XmlFault, type XmlHandler } from '../xml.ts'
import { GeometryBuilder, isGeometryElement, type KmlGeometry } from './kml-geometry.ts'

/** A `Document` or `Folder`; the first one of a document stands for its root. */
export interface KmlContainer {
  parent: number | null
  name: string | null
}

/** A field that a `Schema` declares, its type in small letters. */
export interface SchemaField {
  name: string
  type: string
}

/** A Placemark as the file holds it. */
export interface Placemark {
  /** Index of the container it lies in. */
  container: number
  name: string | null
  description: string | null
  /** Of its `TimeStamp` and its `TimeSpan`. */
  time: string | null
  timeBegin: string | null
  timeEnd: string | null
  address: string | null
  /** True where it has a telephone number; the number is not kept. */
  hasPhone: boolean
  /** Values of `Data` and `SimpleData`, and other elements of `ExtendedData`, in file order. */
  data: [name: string, value: string][]
  /** Fragments of `schemaUrl`. */
  schemas: string[]
  geometry: KmlGeometry | null
}

const CONTAINERS_MAX = 100_000
const SCHEMA_FIELDS_MAX = 1_000_000
const NAME_CHARACTERS_MAX = 1000
const FEATURE_PARENTS = new Set(['kml', 'Document', 'Folder'])

interface Capture {
  depth: number
  text: string
  take(text: string): void
}

/**
 * Walks one KML document: containers, schemas, links and Placemarks. Placemarks wait in `placemarks` until they are taken; the same
 * container has the same index in every walk.
 *
 * Source: OGC 07-147r2 (KML 2.2), sections 9 to 11.
 */
export class KmlWalk implements XmlHandler {
  readonly containers: KmlContainer[] = [{ parent: null, name: null }]
  /** Fields of a schema by its id, and by its name. */
  readonly schemas = new Map<string, SchemaField[]>()
  /** Addresses of `NetworkLink`. */
  readonly links: string[] = []
  placemarks: Placemark[] = []
  readonly #where: Place
  readonly #withGeometry: boolean
  readonly #stack: string[] = []
  readonly #openContainers: number[] = [0]
  #placemark: Placemark | null = null
  #geometry: GeometryBuilder | null = null
  #capture: Capture | null = null
  #dataName = ''
  #schema: SchemaField[] | null = null
  #schemaFields = 0
  #heldCharacters = 0
  #count = 0
  /** Depth of an element whose content says how other files are changed. */
  #skipDepth: number | null = null

  constructor(where: Place, withGeometry: boolean) {
    this.#where = where
    this.#withGeometry = withGeometry
  }

  open(name: string, attributes: XmlAttributes): void {
    const parent = this.#stack.at(-1) ?? null
    this.#stack.push(name)
    if (parent === null && name !== 'kml' && !FEATURE_PARENTS.has(name) && name !== 'Placemark') {
      throw new XmlFault('the file is not KML', {
        got: `<${name.slice(0, 60)}>`,
        expected: '<kml> around everything',
      })
    }
    if (this.#skipDepth !== null) return
    if (this.#capture !== null) this.#add(`<${name}>`)
    else if (this.#geometry?.isInside) this.#geometry.open(name)
    else if (this.#placemark !== null) this.#openInPlacemark(name, parent, attributes)
    else this.#openOutside(name, parent, attributes)
  }

  close(name: string): void {
    const depth = this.#stack.length
    this.#stack.pop()
    if (this.#skipDepth !== null) {
      if (depth === this.#skipDepth) this.#skipDepth = null
      return
    }
    if (this.#capture !== null) {
      if (depth > this.#capture.depth) this.#add(`</${name}>`)
      else {
        const { take, text } = this.#capture
        this.#capture = null
        take(text)
      }
      return
    }
    if (this.#geometry?.isInside) this.#geometry.close()
    else if (name === 'Placemark') this.#finishPlacemark()
    else if (this.#placemark === null && (name === 'Document' || name === 'Folder'))
      this.#openContainers.pop()
    else if (name === 'Schema') this.#schema = null
  }

  text(text: string): void {
    if (this.#capture !== null) this.#add(text)
    else if (this.#geometry?.isInside) this.#geometry.text(text)
  }

  #openOutside(name: string, parent: string | null, attributes: XmlAttributes): void {
    if (name === 'Placemark') {
      this.#placemark = {
        container: this.#openContainers.at(-1)!,
        name: null,
        description: null,
        time: null,
        timeBegin: null,
        timeEnd: null,
        address: null,
        hasPhone: false,
        data: [],
        schemas: [],
        geometry: null,
      }
      this.#count++
      this.#geometry = this.#withGeometry ? new GeometryBuilder(this.#here()) : null
      this.#heldCharacters = 0
    } else if (name === 'Document' || name === 'Folder') {
      this.containers.push({ parent: this.#openContainers.at(-1)!, name: null })
      if (this.containers.length > CONTAINERS_MAX)
        throw new XmlFault('the file has too many folders', { got: `more than ${CONTAINERS_MAX}` })
      this.#openContainers.push(this.containers.length - 1)
    } else if (name === 'name' && (parent === 'Document' || parent === 'Folder')) {
      const container = this.containers[this.#openContainers.at(-1)!]!
      this.#begin((text) => {
        container.name = text.replace(/\s+/g, ' ').trim().slice(0, NAME_CHARACTERS_MAX) || null
      })
    } else if (name === 'Schema') this.#openSchema(attributes)
    else if (name === 'SimpleField' && this.#schema !== null) this.#addField(attributes)
    else if (name === 'href' && this.#stack.includes('NetworkLink')) {
      this.#begin((text) => this.links.push(text.trim().slice(0, NAME_CHARACTERS_MAX)))
    } else if (name === 'Update' || name === 'NetworkLinkControl') this.#skipDepth = this.#stack.length
  }

  #openInPlacemark(name: string, parent: string | null, attributes: XmlAttributes): void {
    const placemark = this.#placemark!
    if (name === 'Placemark') {
      throw new XmlFault('a Placemark lies in a Placemark', { expected: 'Placemarks beside each other' })
    }
    if (parent === 'Placemark') {
      if (name === 'name') this.#begin((text) => (placemark.name = text))
      else if (name === 'description') this.#begin((text) => (placemark.description = text))
      else if (name === 'address') this.#begin((text) => (placemark.address = text))
      else if (name === 'phoneNumber') this.#begin((text) => (placemark.hasPhone ||= text.trim() !== ''))
      else if (isGeometryElement(name)) this.#geometry?.open(name)
    } else if (this.#stack.at(-3) === 'Placemark' && (parent === 'TimeStamp' || parent === 'TimeSpan')) {
      if (name === 'when') this.#begin((text) => (placemark.time = text))
      else if (name === 'begin') this.#begin((text) => (placemark.timeBegin = text))
      else if (name === 'end') this.#begin((text) => (placemark.timeEnd = text))
    } else if (name === 'Data') this.#dataName = attributes.name ?? ''
    else if (name === 'SchemaData') placemark.schemas.push((attributes.schemaUrl ?? '').replace(/^.*#/, ''))
    else if (name === 'value' && parent === 'Data') this.#beginData(this.#dataName)
    else if (name === 'SimpleData') this.#beginData(attributes.name ?? '')
    else if (parent === 'ExtendedData') this.#beginData(name)
  }

  #beginData(name: string): void {
    const key = name.replace(/\s+/g, ' ').trim()
    if (key.length > NAME_CHARACTERS_MAX)
      throw new XmlFault('a column name is too long', { got: `${key.length} characters` })
    const { data } = this.#placemark!
    if (data.length >= RECORD_LIMITS.columns) throw beyondLimit('columns', data.length + 1, this.#here())
    this.#begin((text) => data.push([key, text]))
  }

  #openSchema(attributes: XmlAttributes): void {
    if (attributes.parent !== undefined) {
      throw new XmlFault('the file is in a KML of before 2007, in which schemas make elements of their own', {
        got: `<Schema parent="${attributes.parent.slice(0, 40)}">`,
        expected: 'KML 2.2',
        next: 'open it in Google Earth or QGIS and save it again',
      })
    }
    this.#schema = []
    for (const key of [attributes.name, attributes.id])
      if (key !== undefined) this.schemas.set(key, this.#schema)
  }

  #addField(attributes: XmlAttributes): void {
    const name = (attributes.name ?? '').replace(/\s+/g, ' ').trim()
    if (++this.#schemaFields > SCHEMA_FIELDS_MAX || name.length > NAME_CHARACTERS_MAX)
      throw new XmlFault('the schemas of the file are larger than is safe to read')
    this.#schema!.push({ name, type: (attributes.type ?? '').toLowerCase() })
  }

  #finishPlacemark(): void {
    const placemark = this.#placemark
    if (placemark === null) return
    placemark.geometry = this.#geometry?.finish() ?? null
    this.#placemark = null
    this.#geometry = null
    this.placemarks.push(placemark)
  }

  #begin(take: (text: string) => void): void {
    this.#capture = { depth: this.#stack.length, text: '', take }
    if (this.#placemark === null) this.#heldCharacters = 0
  }

  #add(text: string): void {
    this.#heldCharacters += text.length
    if (this.#heldCharacters > RECORD_LIMITS.bytes)
      throw beyondLimit('bytes', this.#heldCharacters, this.#here())
    this.#capture!.text += text
  }

  #here(): Place {
    return { ...this.#where, record: this.#count }
  }
}
