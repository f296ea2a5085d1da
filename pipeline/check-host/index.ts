import { UserError } from '../errors.ts'
import { jsonLine } from '../terminal.ts'
import type { Language } from '../values/language.ts'
import { archiveSteps } from './archive-checks.ts'
import { type Answer, Client, Unanswered } from './client.ts'
import { fileSteps, type PageParts } from './file-checks.ts'
import type { Finding, Step, Verdict } from './finding.ts'
import { headerSteps } from './header-checks.ts'
import { type KnownHost, knownHost, mendFor } from './mends.ts'
import { reportLines } from './print.ts'
import { noAnswer, readSite } from './site.ts'
import { ABOUT, CHECKS, type Check } from './words.ts'

export interface CheckHostOptions {
  lang?: Language
  json?: boolean
  quiet?: boolean
  /** Seconds of silence after which a host counts as gone. */
  timeout?: number
}

/** `petakumuh check-host --json`. */
export interface HostReport {
  format: 'petakumuh-check-host/1'
  url: string
  release: string | null
  host: KnownHost | null
  /** Whether no check fails; warnings are let pass. */
  fit: boolean
  redirects: { from: string; to: string }[]
  checks: {
    check: Check
    verdict: Verdict
    asked: string
    got: string
    expected: string
    why: string
    mend: string
  }[]
}

const DEFAULT_TIMEOUT_S = 20

/**
 * Runs `petakumuh check-host`: asks a host for a published folder as browsers, viewers and proxies would.
 *
 * @param say takes one line of what is printed.
 * @throws UserError `usage` for what is no address of a folder; `source` when the host does not answer; `publish` when a
 *   check fails, after all is printed.
 */
export async function runCheckHost(
  address: string,
  options: CheckHostOptions,
  say: (line: string) => void,
): Promise<void> {
  const base = folderAddress(address)
  const language = options.lang ?? 'en'
  const { report, findings } = await checkHost(base, options.timeout ?? DEFAULT_TIMEOUT_S, language)
  if (options.json) say(jsonLine(report))
  else if (!options.quiet) for (const line of reportLines(report, findings, language)) say(line)
  const failed = findings.filter(({ verdict }) => verdict === 'fail')
  if (failed.length === 0) return
  throw new UserError('publish', {
    code: 'HOST_NOT_FIT',
    what: 'the host does not serve the atlas as readers need it',
    where: { file: base.href },
    got: `checks that fail: ${failed.map(({ check }) => check).join(', ')}`,
    expected: 'no check that fails',
    next: 'mend the host as told for each check, or take a configuration of docs/hosting.md',
  })
}

/** @throws UserError `source` when the host does not answer at all */
async function checkHost(
  base: URL,
  timeoutS: number,
  language: Language,
): Promise<{ report: HostReport; findings: Finding[] }> {
  const client = new Client(timeoutS * 1000)
  try {
    const { site, findings, first } = await readSite(client, base).catch((error) => {
      throw error instanceof Unanswered ? unreachable(base, error) : error
    })
    const parts: PageParts = []
    const steps: Step[] =
      site === null
        ? []
        : [
            ...fileSteps(client, site, parts),
            ...archiveSteps(client, site),
            ...headerSteps(client, site, parts),
          ]
    for (const step of steps) findings.push(await made(step))
    findings.sort((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check))
    const redirects = [...client.redirects].map(([from, to]) => ({ from, to: to.href }))
    const report = reportOf(base, site?.release ?? null, first, findings, redirects, language)
    return { report, findings }
  } finally {
    client.close()
  }
}

/** A host that stops answering in the middle fails the check that asked. */
async function made([check, make]: Step): Promise<Finding> {
  try {
    return await make()
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error
    return { check, verdict: 'fail', asked: error.url.href, got: noAnswer(error) }
  }
}

function reportOf(
  base: URL,
  release: string | null,
  first: Answer,
  findings: readonly Finding[],
  redirects: HostReport['redirects'],
  language: Language,
): HostReport {
  const host = knownHost(first)
  return {
    format: 'petakumuh-check-host/1',
    url: base.href,
    release,
    host,
    fit: !findings.some(({ verdict }) => verdict === 'fail'),
    redirects,
    checks: findings.map(({ check, verdict, asked, got }) => ({
      check,
      verdict,
      asked,
      got: got[language],
      expected: ABOUT[check].expected[language],
      why: ABOUT[check].why[language],
      mend: mendFor(check, host)[language],
    })),
  }
}

/** The folder of an address, whether it was given as such or as one of its files. @throws UserError `usage` */
function folderAddress(text: string): URL {
  const fault = (got: string, expected: string) =>
    new UserError('usage', {
      what: 'this is no address of a published folder',
      got,
      expected,
      next: 'give the address of the folder that holds latest.json, such as https://peta.kota.example/atlas/',
    })
  if (!URL.canParse(text)) throw fault(text, 'an address that starts with https:// or http://')
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol)) throw fault(text, 'an address that starts with https:// or http://')
  if (url.username !== '' || url.password !== '')
    throw fault('an address with a password', 'a folder that everyone may read')
  url.search = ''
  url.hash = ''
  url.pathname = url.pathname.replace(/\/(?:index\.html|latest\.json)?$/, '')
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

function unreachable(base: URL, error: Unanswered): UserError {
  return new UserError(
    'source',
    {
      what: 'the host does not answer',
      where: { file: base.href },
      got: error.message,
      next: 'see that the address is right and the host runs; --timeout waits longer for a slow one',
    },
    { cause: error },
  )
}
