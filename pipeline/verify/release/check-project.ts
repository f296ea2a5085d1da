import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import { displayPath } from '../../paths.ts'
import { readXml } from '../../readers/xml.ts'
import { listZip } from '../../readers/zip.ts'
import { reasonInIndonesian } from './reasons.ts'
import { isElsewhere, type References } from './references.ts'

export const LAYER_DEFINITION = '.qlr'

/** QGIS names a document type that defines nothing; our reader refuses any. */
const DOCTYPE = /^(<\?xml[^>]*>)?\s*<!DOCTYPE qgis(-layer-definition)?(\s[^>[]*)?>/

/** The QGIS projects in an archive, or a layer definition: that the sources of their layers are files of the release. */
export async function checkProject(directory: string, path: string, refers: References): Promise<void> {
  const where = { file: displayPath(join(directory, path)) }
  try {
    if (path.endsWith(LAYER_DEFINITION)) {
      const sources = await datasources(readFileSync(join(directory, path), 'utf8'), where)
      for (const source of sources) referTo(source, refers)
      return
    }
    const projects = await listZip(join(directory, path), where, (name) => name.endsWith('.qgs'))
    if (projects.length === 0 && path.endsWith('.qgz'))
      refers.add('links', 'holds no project', 'tidak berisi proyek')
    for (const project of projects) {
      const parts: Buffer[] = []
      for await (const part of project.stream()) parts.push(part)
      for (const source of await datasources(Buffer.concat(parts).toString('utf8'), where))
        referTo(source, refers)
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const reason = error.fault.what
    refers.add('links', `cannot be read: ${reason}`, `tidak terbaca: ${reasonInIndonesian(reason)}`)
  }
}

/** @param source as QGIS has it: a path and what is taken of the file, or where a server is */
function referTo(source: string, refers: References): void {
  const [path] = source.split('|') as [string]
  if (isElsewhere(path) || /^\w+=/.test(path)) refers.look('links')
  else refers.toFile('links', path)
}

async function datasources(text: string, where: { file: string }): Promise<string[]> {
  const found: string[] = []
  let source: string | null = null
  const handler = {
    open: (name: string) => {
      source = name === 'datasource' ? '' : null
    },
    text: (piece: string) => {
      if (source !== null) source += piece
    },
    close: () => {
      if (source !== null) found.push(source)
      source = null
    },
  }
  for await (const _ of readXml(once(Buffer.from(text.replace(DOCTYPE, ''))), handler, { where }));
  return found
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
