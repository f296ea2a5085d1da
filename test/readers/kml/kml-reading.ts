import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../../pipeline/errors.ts'
import { reader } from '../../../pipeline/readers/kml/index.ts'
import type { ReadOptions, SourceLayer, SourceRecord } from '../../../pipeline/readers/types.ts'
import { tempDir } from '../../support/shapefile-writer.ts'
import { type ZipEntry, zipBytes } from '../../support/zip-writer.ts'

export const LABEL = 'sources/test.kml'

/** A file with this content in `<kml>`, and its path. */
export function kml(content: string): string {
  return kmlFile(
    `<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">${content}</kml>`,
  )
}

export function kmlFile(bytes: string | Buffer, name = 'test.kml'): string {
  const path = join(tempDir(), name)
  writeFileSync(path, bytes)
  return path
}

export function kmz(members: Record<string, string>, extra: Partial<ZipEntry> = {}): string {
  const entries = Object.entries(members).map(([name, text]) => ({
    name,
    bytes: Buffer.from(text),
    ...extra,
  }))
  return kmlFile(zipBytes(entries), 'test.kmz')
}

export function placemark(geometry: string, more = ''): string {
  return `<Placemark>${more}${geometry}</Placemark>`
}

export function data(values: Record<string, string>): string {
  const cells = Object.entries(values).map(
    ([name, value]) => `<Data name="${name}"><value>${value}</value></Data>`,
  )
  return `<ExtendedData>${cells.join('')}</ExtendedData>`
}

export const POINT = '<Point><coordinates>109.6,-6.8</coordinates></Point>'

export async function readKml(
  path: string,
  options: Partial<ReadOptions> = {},
): Promise<{ layer: SourceLayer; records: SourceRecord[] }> {
  const layer = await reader.open(path, { label: LABEL, ...options })
  const records: SourceRecord[] = []
  for await (const record of layer.records()) records.push(record)
  return { layer, records }
}

export const layersOf = (path: string): Promise<string[]> => reader.layers(path, { label: LABEL })

/** The error with which reading ends; it must be one a person can mend. */
export async function refusal(path: string, options: Partial<ReadOptions> = {}): Promise<UserError> {
  try {
    await readKml(path, options)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('expected a refusal, got a layer that was read to its end')
}
