import { releaseTitle } from '../../../release/title.ts'
import type { Text } from '../../../store/index.ts'
import type { Language } from '../../../values/language.ts'
import { isLicenceStated, licenceText } from '../../../values/licence-text.ts'
import type { ReleasedFile } from '../release-writer.ts'
import { fileTitle, isCatalogued } from './file-titles.ts'
import { licenceAddress, licencesOf } from './licences.ts'
import type { ReleaseContents } from './release-contents.ts'
import { releaseDescription, releaseKeywords, releaseSeriesId } from './release-words.ts'

type Json = Record<string, unknown>

/** Prefixes and nothing else: every word of the file says what it means without an address being fetched. */
const CONTEXT = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  gsp: 'http://www.opengis.net/ont/geosparql#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  spdx: 'http://spdx.org/rdf/terms#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
}

const LANGUAGES = 'http://publications.europa.eu/resource/authority/language'
const THEMES = 'http://publications.europa.eu/resource/authority/data-theme'
const FILE_TYPES = 'http://publications.europa.eu/resource/authority/file-type'
const MEDIA_TYPES = 'https://www.iana.org/assignments/media-types'
const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'

/** File types of the EU vocabulary, by media type. */
const FILE_TYPE: Record<string, string> = {
  'application/geo+json': 'GEOJSON',
  'application/json': 'JSON',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'text/csv': 'CSV',
}

/**
 * The release as a dataset of DCAT-AP 3 in JSON-LD: a distribution for each file that holds data or draws them, with its
 * checksum; addresses are relative to the file. Files that say how it was made are its pages.
 */
export function dcatOf(contents: ReleaseContents): Json {
  const { city, bounds, time, files, layers } = contents
  const { publisher } = city.publish
  const listed = files.filter(({ path }) => isCatalogued(path))
  const isPage = ({ path }: ReleasedFile): boolean => fileTitle(path, layers).role === 'metadata'
  return {
    '@context': CONTEXT,
    '@id': '#dataset',
    '@type': 'dcat:Dataset',
    'dct:identifier': releaseSeriesId(contents),
    'dct:title': inBoth(releaseTitle(contents)),
    'dct:description': inBoth(releaseDescription(contents)),
    'dcat:keyword': releaseKeywords(contents).flatMap(inBoth),
    'dcat:theme': [iri(`${THEMES}/REGI`), iri(`${THEMES}/SOCI`)],
    'dct:language': [iri(`${LANGUAGES}/IND`), iri(`${LANGUAGES}/ENG`)],
    ...(publisher === null ? {} : { 'dct:publisher': agent(publisher) }),
    'dct:conformsTo': iri(CRS84),
    'dct:spatial': {
      '@type': 'dct:Location',
      'rdfs:label': inBoth(city.title),
      'dcat:bbox': typed('gsp:wktLiteral', boxWkt(bounds)),
    },
    ...(time === null
      ? {}
      : {
          'dct:temporal': {
            '@type': 'dct:PeriodOfTime',
            'dcat:startDate': typed('xsd:date', time.start),
            'dcat:endDate': typed('xsd:date', time.end),
          },
        }),
    'dct:provenance': {
      '@type': 'dct:ProvenanceStatement',
      'rdfs:label': inBoth({ id: 'Silsilah data: lineage.md', en: 'Lineage of the data: lineage.md' }),
      'rdfs:seeAlso': iri('lineage.md'),
    },
    'dct:source': contents.sources.map((source) => ({
      '@type': 'dcat:Dataset',
      'dct:identifier': source.source_id,
      'dct:title': inBoth({ id: String(source.title_id), en: String(source.title_en) }),
      'dct:description': inBoth({
        id: `Berkas sumber ${source.path}, tabel ${source.table_name}`,
        en: `Source file ${source.path}, table ${source.table_name}`,
      }),
      ...rights([String(source.licence)]),
      'spdx:checksum': checksum(String(source.sha256)),
    })),
    'foaf:page': listed.filter(isPage).map(({ path }) => ({
      '@id': path,
      '@type': 'foaf:Document',
      'dct:title': inBoth(fileTitle(path, layers).title),
    })),
    'dcat:distribution': listed.filter((file) => !isPage(file)).map((file) => distribution(contents, file)),
  }
}

function distribution({ city, layers }: ReleaseContents, file: ReleasedFile): Json {
  const { path, bytes, media_type, sha256, sources } = file
  const type = FILE_TYPE[media_type]
  return {
    '@id': `#${path}`,
    '@type': 'dcat:Distribution',
    'dct:title': inBoth(fileTitle(path, layers).title),
    'dcat:accessURL': iri(path),
    'dcat:downloadURL': iri(path),
    'dcat:mediaType': iri(`${MEDIA_TYPES}/${media_type}`),
    ...(type === undefined ? {} : { 'dct:format': iri(`${FILE_TYPES}/${type}`) }),
    'dcat:byteSize': typed('xsd:nonNegativeInteger', String(bytes)),
    ...rights(licencesOf(city.sources, sources)),
    'spdx:checksum': checksum(sha256),
  }
}

/** Of files that no source is in: styles, the dictionary, the methodology. */
const OURS: Text = {
  id: 'Dibuat petakumuh (lisensi MIT); tanpa data dari sumber',
  en: 'Made by petakumuh (MIT licence); holds no data of a source',
}

function rightsLabel(licences: readonly string[]): string | Json[] {
  if (licences.length === 0) return inBoth(OURS)
  if (licences.every(isLicenceStated)) return licences.join('; ')
  const texts = (language: Language) => licences.map((licence) => licenceText(licence, language)).join('; ')
  return inBoth({ id: texts('id'), en: texts('en') })
}

/** A distribution has one licence: where its sources have several, or none is stated, that is told as rights. */
function rights(licences: readonly string[]): Json {
  if (licences.length !== 1 || !isLicenceStated(licences[0]!))
    return { 'dct:rights': { '@type': 'dct:RightsStatement', 'rdfs:label': rightsLabel(licences) } }
  const address = licenceAddress(licences[0]!)
  const label = { '@type': 'dct:LicenseDocument', 'rdfs:label': licences[0] }
  return { 'dct:license': address === null ? label : { '@id': address, ...label } }
}

function agent({ name, url, email }: { name: Text; url?: string; email?: string }): Json {
  return {
    '@type': 'foaf:Agent',
    'foaf:name': inBoth(name),
    ...(url === undefined ? {} : { 'foaf:homepage': iri(url) }),
    ...(email === undefined ? {} : { 'foaf:mbox': iri(`mailto:${email}`) }),
  }
}

function checksum(sha256: string): Json {
  return {
    '@type': 'spdx:Checksum',
    'spdx:algorithm': iri('spdx:checksumAlgorithm_sha256'),
    'spdx:checksumValue': typed('xsd:hexBinary', sha256),
  }
}

function inBoth({ id, en }: Text): Json[] {
  return [
    { '@language': 'id', '@value': id },
    { '@language': 'en', '@value': en },
  ]
}

function iri(address: string): Json {
  return { '@id': address }
}

function typed(type: string, value: string): Json {
  return { '@type': type, '@value': value }
}

function boxWkt([west, south, east, north]: ReleaseContents['bounds']): string {
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return `POLYGON((${corners.map((corner) => corner.join(' ')).join(',')}))`
}
