import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { quietly } from '../durable.ts'
import { displayPath, PROJECT_ROOT } from '../paths.ts'
import { refusedBySystem } from '../refused-by-system.ts'
import { temporaryRoot } from '../temporary-folder.ts'
import type { Language } from '../values/language.ts'
import { numberText } from '../values/written-number.ts'
import { type Finding, ok, reasonOf, same } from './finding.ts'
import type { Machine } from './machine.ts'

const PROOF = '.petakumuh-doctor-'
/** Below these a build of more than a small city is slow, or fills the disk. */
const LITTLE_MEMORY_BYTES = 2e9
const LITTLE_SPACE_BYTES = 2e9
/** A clock that shows a year before this program was written asks the gates of time in vain. */
const FIRST_YEAR = 2025
const INSTALL = {
  id: 'pasang ulang paket: npm ci (di folder proyek, dengan sistem dan Node.js yang akan dipakai)',
  en: 'install the packages again: npm ci (in the folder of the project, with the system and Node.js that will be used)',
}

/** Whether the machine itself can build, whatever the city. @param output folder of the outputs, which need not be there yet */
export async function machineFindings(machine: Machine, output: string): Promise<Finding[]> {
  const writable = outputFinding(machine, output)
  return [
    nodeFinding(machine),
    await databaseFinding(machine, output),
    await tried('geometry', async () => {
      await machine.tryGeometry()
      return same('GEOS (WebAssembly)')
    }),
    await tried('bundler', async () => same(`esbuild ${await machine.tryBundler()}`)),
    memoryFinding(machine),
    writable,
    clockFinding(machine),
    languageFinding(),
  ]
}

function nodeFinding({ node }: Machine): Finding {
  const { engines } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    engines: { node: string }
  }
  const oldest = engines.node.replace('>=', '')
  const got = {
    id: `${node}, diperlukan ${oldest} atau lebih baru`,
    en: `${node}, needed is ${oldest} or later`,
  }
  if (!isBefore(node, oldest)) return ok('node', got)
  const next = {
    id: `pasang Node.js ${oldest} atau lebih baru (nodejs.org), lalu npm ci`,
    en: `install Node.js ${oldest} or later (nodejs.org), then npm ci`,
  }
  return { check: 'node', city: null, verdict: 'broken', got, next }
}

function isBefore(version: string, oldest: string): boolean {
  const [a, b] = [version, oldest].map((text) => text.split('.').map(Number))
  const i = b!.findIndex((part, at) => (a![at] ?? 0) !== part)
  return i >= 0 && (a![i] ?? 0) < b![i]!
}

/** In a folder where the build will write; where none can be made, in the one of the system. */
async function databaseFinding(machine: Machine, output: string): Promise<Finding> {
  return tried('database', () =>
    inProofFolder(output, async (folder) => {
      const version = await machine.tryDatabase(folder)
      return { id: `DuckDB ${version}, Parquet dan JSON`, en: `DuckDB ${version}, Parquet and JSON` }
    }),
  )
}

async function tried(
  check: 'database' | 'geometry' | 'bundler',
  work: () => Promise<Finding['got']>,
): Promise<Finding> {
  try {
    return ok(check, await work())
  } catch (error) {
    return { check, city: null, verdict: 'broken', got: reasonOf(error), next: INSTALL }
  }
}

function memoryFinding({ memory_bytes, processors }: Machine): Finding {
  const got = {
    id: `${gigabytes(memory_bytes, 'id')}, ${processors} prosesor`,
    en: `${gigabytes(memory_bytes, 'en')}, ${processors} processors`,
  }
  if (memory_bytes >= LITTLE_MEMORY_BYTES) return ok('memory', got)
  const next = {
    id: 'untuk kota besar batasi dengan --memory MB dan --jobs 1; selebihnya ditaruh di disk',
    en: 'for a large city bound it with --memory MB and --jobs 1; what does not fit goes to the disk',
  }
  return { check: 'memory', city: null, verdict: 'attention', got, next }
}

function outputFinding({ freeSpace }: Machine, output: string): Finding {
  const place = displayPath(output)
  const base = { check: 'output', city: null } as const
  try {
    const folder = proofFolder(output)
    try {
      writeFileSync(join(folder, 'proof'), 'petakumuh\n')
    } finally {
      quietly(() => rmSync(folder, { recursive: true, force: true }))
    }
  } catch (error) {
    const refused = refusedBySystem(error)?.fault
    const reason = reasonOf(error).en
    return {
      ...base,
      verdict: 'broken',
      got: { id: `${place} tidak dapat ditulisi: ${reason}`, en: `${place} cannot be written: ${reason}` },
      next: {
        id: `beri diri Anda hak tulis pada ${place}, atau pilih folder lain dengan --output`,
        en:
          refused?.next ??
          `give yourself the right to write to ${place}, or choose another folder with --output`,
      },
    }
  }
  const free = freeSpace(output)
  const got = {
    id: `${place} dapat ditulisi${free === null ? '' : `, ${gigabytes(free.free_bytes, 'id')} kosong`}`,
    en: `${place} can be written${free === null ? '' : `, ${gigabytes(free.free_bytes, 'en')} free`}`,
  }
  if (free === null || free.free_bytes >= LITTLE_SPACE_BYTES) return ok('output', got)
  const next = {
    id: 'kosongkan ruang, atau simpan lebih sedikit rilis dengan --keep',
    en: 'free some space, or keep fewer releases with --keep',
  }
  return { ...base, verdict: 'attention', got, next }
}

/** A folder of our own, where the output is or would be made. */
function proofFolder(output: string): string {
  let present = output
  while (!existsSync(present) && dirname(present) !== present) present = dirname(present)
  return mkdtempSync(join(present, PROOF))
}

async function inProofFolder<T>(output: string, work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string
  try {
    folder = proofFolder(output)
  } catch {
    // That the output cannot be written is a finding of its own.
    folder = mkdtempSync(join(temporaryRoot(), PROOF))
  }
  try {
    return await work(folder)
  } finally {
    quietly(() => rmSync(folder, { recursive: true, force: true }))
  }
}

function clockFinding({ now, timeZone }: Machine): Finding {
  const day = now.toISOString().slice(0, 10)
  const got = {
    id: `${day} (UTC), zona ${timeZone}; tidak masuk ke rilis`,
    en: `${day} (UTC), zone ${timeZone}; neither is in a release`,
  }
  if (now.getUTCFullYear() >= FIRST_YEAR) return ok('clock', got)
  const next = {
    id: 'betulkan jam: umur sumber (freshness) dihitung darinya',
    en: 'set the clock: the age of sources (freshness) is counted from it',
  }
  return { check: 'clock', city: null, verdict: 'attention', got, next }
}

/** Numbers of reports are written by Node.js in the language of the reader, not in that of the machine. */
function languageFinding(): Finding {
  const [id, en] = ['id-ID', 'en-GB'].map((locale) => (1234.5).toLocaleString(locale))
  const got = {
    id: `${id} (id), ${en} (en); bahasa sistem tidak dipakai`,
    en: `${id} (id), ${en} (en); the language of the system is not used`,
  }
  if (id === '1.234,5' && en === '1,234.5') return ok('language', got)
  const next = {
    id: 'pasang Node.js dengan data bahasa penuh (full-icu); angka pada laporan akan tertulis cara lain',
    en: 'install a Node.js with all languages (full-icu); numbers in reports will be written otherwise',
  }
  return { check: 'language', city: null, verdict: 'attention', got, next }
}

function gigabytes(bytes: number, language: Language): string {
  return `${numberText(bytes / 1e9, language, 1, 1)} GB`
}
