import {
  ArchiveFile,
  type ArchiveReport,
  damaged,
  inspectPmtiles,
  inspectTiles,
  isMbtiles,
  openTileSource,
  type Proof,
} from '../archive/index.ts'
import { UserError } from '../errors.ts'
import { createProgress, type Progress } from '../progress.ts'
import { lossLine } from '../tile/prove-build.ts'
import { proofLines, reportLines } from './print.ts'
import type { SourceOptions } from './prove-source.ts'
import type { Language } from './words.ts'

export interface VerifyOptions extends SourceOptions {
  lang?: Language
  quiet?: boolean
  json?: boolean
}

/** `petakumuh verify --json`. */
export interface VerifyReport extends ArchiveReport {
  format: 'petakumuh-verify/1'
  file: string
  sound: boolean
  /** Where a source was given and the archive is sound. */
  proof?: Proof
}

/**
 * Runs `petakumuh verify`.
 * @param say takes one line of what is printed.
 * @throws UserError `source` when a file cannot be opened or is no archive; `tiles` when the archive breaks PMTiles or MVT, or
 *   does not hold what is in its source, after all is printed; `usage`, `config`, `crs` for what cannot be asked.
 */
export async function runVerify(
  file: string,
  options: VerifyOptions,
  say: (line: string) => void,
): Promise<void> {
  const report: VerifyReport = { format: 'petakumuh-verify/1', file, ...(await inspected(file)) }
  const isProof = options.source !== undefined || options.namedLayer !== undefined
  if (!isProof) refuseLoneOptions(options)
  if (report.sound && isProof) report.proof = await proofAgainst(file, options)
  if (options.json) say(JSON.stringify(report))
  else if (!options.quiet) {
    const language = options.lang ?? 'en'
    for (const line of reportLines(report, language)) say(line)
    if (report.proof !== undefined) for (const line of proofLines(report.proof, language)) say(line)
  }
  if (!report.sound) throw notSound(report)
  if (report.proof !== undefined && report.proof.loss_count > 0) throw notProven(file, report.proof)
}

async function inspected(file: string): Promise<ArchiveReport & { sound: boolean }> {
  const found = (await isOfSqlite(file)) ? await inspectedMbtiles(file) : await inspectPmtiles(file)
  return { ...found, sound: found.violations.length === 0 }
}

/**
 * Whether a file is MBTiles rather than PMTiles.
 * @throws UserError `source` for what is neither: a file that is something else is no archive with a fault
 */
async function isOfSqlite(file: string): Promise<boolean> {
  const archive = await ArchiveFile.open(file)
  try {
    if (await isMbtiles(archive)) return true
    await archive.header()
    return false
  } catch (error) {
    throw new UserError(
      'source',
      {
        what: 'the file is no archive of tiles',
        where: { file },
        got: error instanceof Error ? error.message : String(error),
        expected: 'PMTiles version 3, or MBTiles',
      },
      { cause: error },
    )
  } finally {
    await archive.close()
  }
}

async function inspectedMbtiles(file: string): Promise<ArchiveReport> {
  const source = await openTileSource(file)
  try {
    return await inspectTiles(source)
  } catch (error) {
    throw damaged(file, error)
  } finally {
    await source.close()
  }
}

async function proofAgainst(file: string, options: VerifyOptions): Promise<Proof> {
  const { proveSource } = await import('./prove-source.ts')
  const archive = await openTileSource(file)
  try {
    return await proveSource(archive, file, options, progressOf(options))
  } finally {
    await archive.close()
  }
}

function progressOf({ quiet, json }: VerifyOptions): Progress {
  if (quiet || json) return createProgress('quiet')
  return createProgress(process.stderr.isTTY ? 'terminal' : 'log')
}

/** Options that say what an archive promises mean nothing without the file that it is held to. */
function refuseLoneOptions({ lang: _lang, quiet: _quiet, json: _json, ...options }: VerifyOptions): void {
  const [lone] = Object.keys(options)
  if (lone === undefined) return
  const key = `--${lone.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  throw new UserError('usage', {
    what: 'the option says how the file was cut, and no file is given',
    where: { key },
    expected: '--source FILE as well',
    next: `give --source FILE, or leave ${key} out to check the archive by itself`,
  })
}

function notSound({ file, counts, violations }: VerifyReport): UserError {
  const kinds = Object.entries(counts).map(([code, count]) => `${count} ${code}`)
  return new UserError('tiles', {
    code: 'ARCHIVE_NOT_SOUND',
    what: 'the archive breaks PMTiles v3, MBTiles or MVT 2.1',
    where: { file },
    got: `${kinds.join(', ')}; first: ${violations[0]!.detail}`,
    next: 'build it again, or tell who made it',
  })
}

function notProven(file: string, { loss_count, losses }: Proof): UserError {
  return new UserError('tiles', {
    code: 'TILES_NOT_PROVEN',
    what: 'the archive does not hold what it must of its source',
    where: { file },
    got: `${loss_count} ${loss_count === 1 ? 'loss' : 'losses'}, the first: ${lossLine(losses[0]!)}`,
    expected: 'every feature at every zoom, as the options and the profile promise it',
    next: 'see that options and profile are those of the cut, and that the file is the same; else cut it again',
  })
}
