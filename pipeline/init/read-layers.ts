import { basename } from 'node:path'
import { displayPath } from '../city.ts'
import { inspectLayer } from '../inspect/inspect-layer.ts'
import { openForInspection } from '../inspect/open-layer.ts'
import type { LayerSummary } from '../inspect/types.ts'
import { formatOf, listLayers, openLayer } from '../readers/formats.ts'
import type { Read } from './city-place.ts'
import { type DraftPlace, draftSources } from './draft.ts'
import type { Progress } from './progress.ts'
import { portableName, sha256OfParts } from './workspace-files.ts'

/** How files are opened, as the command line says. */
export interface Opening {
  encoding?: string
  delimiter?: string
  headerRow?: number
  /** Vintages to write where no file and no name of one gives a year, oldest first: a profile gets each, what is measured the last. */
  years?: readonly number[]
}

/**
 * Looks at every layer of the files and drafts the sources they may become. Of files with the same bytes the first is used, the
 * others stay comments that name it.
 *
 * @param places by file, its path within the workspace
 * @param refuse is told of each file and layer that its reader refused
 */
export async function readLayers(
  places: ReadonlyMap<string, string>,
  opening: Opening,
  progress: Progress,
  refuse: (file: string, error: unknown) => void,
): Promise<Read[]> {
  const reads: Read[] = []
  const firsts = new Map<string, Read[]>()
  for (const [file, place] of places) {
    const met = (error: unknown) => refuse(displayPath(file), error)
    try {
      const found = await readFile(file, place, ids(reads), opening, progress, met)
      const bytes = await sha256OfParts(file)
      const first = firsts.get(bytes)
      if (first === undefined) firsts.set(bytes, found)
      else for (const one of found) markCopy(one, first)
      reads.push(...found)
    } catch (error) {
      met(error)
    }
  }
  return reads
}

async function readFile(
  path: string,
  place: string,
  takenIds: Set<string>,
  opening: Opening,
  progress: Progress,
  refuse: (error: unknown) => void,
): Promise<Read[]> {
  const { encoding, delimiter, headerRow, years = [] } = opening
  const label = displayPath(path)
  const reading = { label, encoding, delimiter, headerRow }
  const format = await formatOf(path, label)
  const { layers } = await listLayers(path, { ...reading, format })
  // A file without a layer is refused by its reader, which says why.
  if (layers.length === 0) await openLayer(path, { ...reading, format })
  const reads: Read[] = []
  const free = (name: string): string => {
    const id = freeId(name, takenIds)
    takenIds.add(id)
    return id
  }
  for (const layer of layers) {
    const task = progress.task(layers.length === 1 ? `inspect ${label}` : `inspect ${label}, ${layer}`)
    let summary: LayerSummary
    try {
      const opened = await openForInspection(path, { ...reading, format, layer })
      summary = await inspectLayer(opened, (more) => task.advance(more))
    } catch (error) {
      // The other layers of the file may be sound.
      refuse(error)
      continue
    } finally {
      task.end()
    }
    const named = layers.length === 1 ? basename(place).replace(/\.(?:\w+\.gz|\w+)$/, '') : layer
    const stated: DraftPlace = {
      id: free(named),
      title: named.replaceAll(/[_\s]+/g, ' ').trim() || named,
      path: place,
      isOneOfMany: layers.length > 1,
      ...(encoding === undefined ? {} : { encoding }),
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(headerRow === undefined ? assumedHeader(summary) : { headerRow }),
    }
    reads.push({ summary, drafts: draftSources(summary, stated, years, free), path })
  }
  return reads
}

/** The row a workbook's column names were read from where nothing states it; names over several rows are left to the reader. */
function assumedHeader({ findings }: LayerSummary): Pick<DraftPlace, 'headerRow' | 'isHeaderAssumed'> {
  const got = findings.find(({ code }) => code === 'XLSX_HEADER_ASSUMED')?.got
  return got && /^\d+$/.test(got) ? { headerRow: Number(got), isHeaderAssumed: true } : {}
}

/** What came of the same bytes is a source already: a copy stays a comment that names it. */
function markCopy({ summary, drafts }: Read, first: readonly Read[]): void {
  const as = first.find((one) => one.summary.layer === summary.layer) ?? first[0]
  const source = as?.drafts[0]?.source
  if (source === undefined || as!.drafts[0]!.obstacle !== null) return
  for (const draft of drafts) draft.obstacle = { kind: 'same-bytes', as: source.id }
}

function ids(reads: readonly Read[]): Set<string> {
  return new Set(reads.flatMap(({ drafts }) => drafts.map(({ source }) => source.id)))
}

function freeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  const base = portableName(plain || 'sumber')
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (!taken.has(id)) return id
  }
}
