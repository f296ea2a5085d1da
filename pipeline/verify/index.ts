import {
  ArchiveFile,
  type ArchiveReport,
  archiveFormatOf,
  inspectMbtiles,
  inspectPmtiles,
  inspectTileFolder,
  noArchive,
  openTileSource,
  type Proof,
} from '../archive/index.ts'
import { UserError } from '../errors.ts'
import { createProgress, type Progress } from '../progress.ts'
import type { ReleasePlace } from '../release/find-release.ts'
import { namedRelease } from '../release/named-release.ts'
import { jsonLine } from '../terminal.ts'
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
 * Runs `petakumuh verify`: of a release where a path leads to one or a city has one in its usual place, else of an archive or folder of tiles.
 * @param say takes one line of what is printed.
 * @throws UserError `source` when a file cannot be opened or is no archive; `tiles` when the archive breaks PMTiles or MVT, or
 *   does not hold what is in its source, `contract` when a release is not what it says, after all is printed; `usage`, `config`, `crs` for what cannot be asked.
 */
export async function runVerify(
  file: string,
  options: VerifyOptions,
  say: (line: string) => void,
): Promise<void> {
  const place = await namedRelease(file)
  if (place !== null) return verifyRelease(place, options, say)
  const report: VerifyReport = { format: 'petakumuh-verify/1', file, ...(await inspected(file)) }
  const isProof = options.source !== undefined || options.namedLayer !== undefined
  if (!isProof) refuseLoneOptions(options)
  if (report.sound && isProof) report.proof = await proofAgainst(file, options)
  if (options.json) say(jsonLine(report))
  else if (!options.quiet) {
    const language = options.lang ?? 'en'
    for (const line of reportLines(report, language)) say(line)
    if (report.proof !== undefined) for (const line of proofLines(report.proof, language)) say(line)
  }
  if (!report.sound) throw notSound(report)
  if (report.proof !== undefined && report.proof.loss_count > 0) throw notProven(file, report.proof)
}

async function verifyRelease(
  place: ReleasePlace,
  options: VerifyOptions,
  say: (line: string) => void,
): Promise<void> {
  const { lang: _lang, quiet: _quiet, json: _json, ...others } = options
  const [of] = Object.keys(others)
  if (of !== undefined) throw notOfReleases(of)
  const { inspectRelease, releaseRefusal } = await import('./release/verify-release.ts')
  const report = await inspectRelease(place, progressOf(options))
  if (options.json) say(jsonLine(report))
  else if (!options.quiet) {
    const { releaseLines } = await import('./release/print-release.ts')
    for (const line of releaseLines(report, options.lang ?? 'en')) say(line)
  }
  if (!report.sound) throw releaseRefusal(report)
}

async function inspected(file: string): Promise<ArchiveReport & { sound: boolean }> {
  const inspect = { pmtiles: inspectedPmtiles, mbtiles: inspectMbtiles, folder: inspectTileFolder }
  const found = await inspect[await archiveFormatOf(file)](file)
  return { ...found, sound: found.violations.length === 0 }
}

/** @throws UserError `source` for another version, or less than a header: that is no archive with a fault */
async function inspectedPmtiles(file: string): Promise<ArchiveReport> {
  const archive = await ArchiveFile.open(file)
  try {
    await archive.header()
  } catch (error) {
    throw noArchive(file, (error as Error).message)
  } finally {
    await archive.close()
  }
  return inspectPmtiles(file)
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
  const key = optionOf(lone)
  throw new UserError('usage', {
    what: 'the option says how the file was cut, and no file is given',
    where: { key },
    got: `${key} alone`,
    expected: '--source FILE as well',
    next: `give --source FILE, or leave ${key} out to check the archive by itself`,
  })
}

const optionOf = (name: string) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

function notOfReleases(name: string): UserError {
  return new UserError('usage', {
    what: 'a release is proven against its own files',
    where: { key: optionOf(name) },
    got: optionOf(name),
    expected: '--lang, --json and --quiet alone',
    next: 'leave the option out, or name an archive of tiles instead of a folder',
  })
}

function notSound({ file, counts, violations }: VerifyReport): UserError {
  const kinds = Object.entries(counts).map(([code, count]) => `${code} ${count}`)
  return new UserError('tiles', {
    code: 'ARCHIVE_NOT_SOUND',
    what: 'the archive is broken: it does not keep to PMTiles v3, MBTiles or MVT 2.1',
    where: { file },
    got: `faults by check: ${kinds.join(', ')}; first: ${violations[0]!.detail}`,
    expected: 'an archive without a fault in any check',
    next: 'cut or copy it again, or tell who made it; what each check means: docs/reference/verify.md',
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
