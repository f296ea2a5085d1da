import jsonld from 'jsonld'
import { describe, expect, it } from 'vitest'
import { dcatOf } from '../../../../pipeline/stages/7-publish/catalogue/dcat.ts'
import { stacFiles } from '../../../../pipeline/stages/7-publish/catalogue/stac.ts'
import { madeUpRelease } from './made-up-release.ts'

type Node = ReturnType<typeof JSON.parse>

const BASE = 'https://atlas.example/releases/0123456789abcdef/dcat.jsonld'
const DCAT = 'http://www.w3.org/ns/dcat#'
const DCT = 'http://purl.org/dc/terms/'
const SPDX = 'http://spdx.org/rdf/terms#'

/** The graph a reader sees; safe mode refuses any word that would be dropped, and nothing is fetched. */
async function dataset(...release: Parameters<typeof madeUpRelease>): Promise<Node> {
  const documentLoader = (url: string): never => {
    throw new Error(`${url} would be fetched`)
  }
  const options = { base: BASE, safe: true, documentLoader }
  const document = JSON.parse(JSON.stringify(dcatOf(madeUpRelease(...release))))
  await jsonld.toRDF(document, options)
  const expanded = (await jsonld.expand(document, options)) as Node[]
  expect(expanded).toHaveLength(1)
  return expanded[0]!
}

const only = (node: Node, property: string) => {
  expect([property, node[property]?.length]).toEqual([property, 1])
  return node[property][0]
}

describe('the DCAT-AP catalogue', () => {
  it('is a dataset with title, description and keywords in both languages, place and time', async () => {
    const found = await dataset()
    expect(found['@type']).toEqual([`${DCAT}Dataset`])
    expect(found['@id']).toBe(`${BASE}#dataset`)
    for (const property of [`${DCT}title`, `${DCT}description`])
      expect(found[property].map((text: Node) => text['@language'])).toEqual(['id', 'en'])
    expect(found[`${DCT}title`][0]['@value']).toContain('<script>')
    const time = only(found, `${DCT}temporal`)
    expect(only(time, `${DCAT}startDate`)).toEqual({
      '@type': 'http://www.w3.org/2001/XMLSchema#date',
      '@value': '2014-01-01',
    })
    expect(only(only(found, `${DCT}spatial`), `${DCAT}bbox`)['@value']).toBe(
      'POLYGON((106 -7,107 -7,107 -6,106 -6,106 -7))',
    )
  })

  it('has a distribution for each file of data, with address, media type, size and checksum', async () => {
    const distributions = (await dataset())[`${DCAT}distribution`] as Node[]
    const paths = distributions.map((node) =>
      only(node, `${DCAT}downloadURL`)['@id'].replace(/^.*cdef\//, ''),
    )
    expect(paths).toEqual([
      'atlas.xlsx',
      'geojson/facilities.geojson',
      'geojson/zones.geojson',
      'parquet/facilities.parquet',
      'parquet/zones.parquet',
      'styles/zones-score_total.qml',
      'styles/zones.qml',
      'tables/decrees.csv',
      'tiles/kota-uji-0123456789ab.pmtiles',
    ])
    for (const node of distributions) {
      expect(node['@type']).toEqual([`${DCAT}Distribution`])
      expect(only(node, `${DCAT}accessURL`)['@id']).toMatch(/^https:\/\/atlas\.example\/releases\//)
      expect(only(node, `${DCAT}mediaType`)['@id']).toMatch(/iana\.org\/assignments\/media-types\/\w+\//)
      const checksum = only(node, `${SPDX}checksum`)
      expect(only(checksum, `${SPDX}algorithm`)['@id']).toBe(`${SPDX}checksumAlgorithm_sha256`)
      expect(only(checksum, `${SPDX}checksumValue`)['@value']).toMatch(/^[0-9a-f]{64}$/)
      expect(only(node, `${DCAT}byteSize`)['@value']).toBe('12')
    }
    expect(new Set(distributions.map((node) => node['@id'])).size).toBe(distributions.length)
  })

  it('gives a distribution the licence of its sources, and of several their names as rights', async () => {
    const distributions = (await dataset())[`${DCAT}distribution`] as Node[]
    const at = (path: string) => distributions.find((node) => node['@id'] === `${BASE}#${path}`)!
    expect(only(at('geojson/zones.geojson'), `${DCT}license`)['@id']).toBe(
      'https://creativecommons.org/licenses/by/4.0/',
    )
    // Words that are no id stay words.
    const words = only(at('geojson/facilities.geojson'), `${DCT}license`)
    expect(words).not.toHaveProperty('@id')
    expect(JSON.stringify(words)).toContain('izin tertulis')
    expect(at('atlas.xlsx')).not.toHaveProperty([`${DCT}license`])
    expect(JSON.stringify(only(at('atlas.xlsx'), `${DCT}rights`))).toContain('CC-BY-4.0; izin tertulis')
    // What no source is in has the rights of who made it.
    for (const node of distributions)
      expect([node['@id'], `${DCT}license` in node !== `${DCT}rights` in node]).toEqual([node['@id'], true])
    expect(JSON.stringify(only(at('styles/zones.qml'), `${DCT}rights`))).toMatch(/petakumuh .*MIT/)
  })

  it('tells no licence where none is stated, and says so in both languages', async () => {
    const { sources } = madeUpRelease().city
    const [sk, batas] = [sources[0]!, { ...sources[1]!, licence: 'none stated' }]
    const distributions = (await dataset({}, { sources: [sk, batas] }))[`${DCAT}distribution`] as Node[]
    const rightsAt = (path: string) => {
      const node = distributions.find((one) => one['@id'] === `${BASE}#${path}`)!
      expect(node).not.toHaveProperty([`${DCT}license`])
      const label = only(node, `${DCT}rights`)['http://www.w3.org/2000/01/rdf-schema#label']
      return label.map((text: Node) => text['@value'])
    }
    expect(rightsAt('geojson/facilities.geojson')).toEqual(['tidak dinyatakan', 'none stated'])
    expect(rightsAt('atlas.xlsx')).toEqual(['CC-BY-4.0; tidak dinyatakan', 'CC-BY-4.0; none stated'])
  })

  it('names a publisher only where the city has one, and a time only where data have one', async () => {
    const bare = await dataset({ time: null })
    expect(bare).not.toHaveProperty([`${DCT}publisher`])
    expect(bare).not.toHaveProperty([`${DCT}temporal`])
    const publisher = { name: { id: 'Dinas', en: 'Office' }, email: 'perkim@kota.example' }
    const named = await dataset({}, { publish: { csv_bom: false, keep: 5, publisher } })
    expect(only(only(named, `${DCT}publisher`), 'http://xmlns.com/foaf/0.1/mbox')['@id']).toBe(
      'mailto:perkim@kota.example',
    )
  })

  it('leads to the pages that say how it was made, and to the sources', async () => {
    const found = await dataset()
    const pages = found['http://xmlns.com/foaf/0.1/page'].map((page: Node) => page['@id'])
    expect(pages).toContain('https://atlas.example/releases/0123456789abcdef/report/report.json')
    expect(found[`${DCT}source`].map((node: Node) => only(node, `${DCT}identifier`)['@value'])).toEqual([
      'sk',
      'batas',
    ])
    for (const node of found[`${DCT}source`]) {
      expect(node['@type']).toEqual([`${DCAT}Dataset`])
      for (const property of [`${DCT}title`, `${DCT}description`])
        expect(node[property].map((text: Node) => text['@language'])).toEqual(['id', 'en'])
    }
  })

  it('calls the city as STAC does', async () => {
    const id = only(await dataset(), `${DCT}identifier`)['@value']
    expect(stacFiles(madeUpRelease())[0]!.content.id).toBe(id)
  })

  it('has no prefix that no word of it uses', () => {
    const { '@context': context, ...words } = dcatOf(madeUpRelease())
    for (const prefix of Object.keys(context as object))
      expect([prefix, JSON.stringify(words).includes(`"${prefix}:`)]).toEqual([prefix, true])
  })
})
