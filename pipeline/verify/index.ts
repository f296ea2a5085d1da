import { ArchiveFile, type ArchiveReport, inspectPmtiles } from '../archive/index.ts'
import { UserError } from '../errors.ts'
import { reportLines } from './print.ts'
import type { Language } from './words.ts'

export interface VerifyOptions {
  lang?: Language
  json?: boolean
}

/** `petakumuh verify --json`. */
export interface VerifyReport extends ArchiveReport {
  format: 'petakumuh-verify/1'
  file: string
  sound: boolean
}

/**
 * Runs `petakumuh verify`.
 * @param say takes one line of what is printed.
 * @throws UserError `source` when the file cannot be opened or is no PMTiles v3; `tiles` when it breaks PMTiles or MVT, after
 *   all is printed.
 */
export async function runVerify(
  file: string,
  options: VerifyOptions,
  say: (line: string) => void,
): Promise<void> {
  await requireArchive(file)
  const found = await inspectPmtiles(file)
  const report: VerifyReport = {
    format: 'petakumuh-verify/1',
    file,
    sound: found.violations.length === 0,
    ...found,
  }
  if (options.json) say(JSON.stringify(report))
  else for (const line of reportLines(report, options.lang ?? 'en')) say(line)
  if (!report.sound) throw notSound(report)
}

/** A file that is something else is no archive with a fault. */
async function requireArchive(file: string): Promise<void> {
  const archive = await ArchiveFile.open(file)
  try {
    await archive.header()
  } catch (error) {
    throw new UserError(
      'source',
      {
        what: 'the file is no PMTiles archive',
        where: { file },
        got: error instanceof Error ? error.message : String(error),
        expected: 'PMTiles version 3',
      },
      { cause: error },
    )
  } finally {
    await archive.close()
  }
}

function notSound({ file, counts, violations }: VerifyReport): UserError {
  const kinds = Object.entries(counts).map(([code, count]) => `${count} ${code}`)
  return new UserError('tiles', {
    code: 'ARCHIVE_NOT_SOUND',
    what: 'the archive breaks PMTiles v3 or MVT 2.1',
    where: { file },
    got: `${kinds.join(', ')}; first: ${violations[0]!.detail}`,
    next: 'build it again, or tell who made it',
  })
}
