import { plainLine, table } from '../terminal.ts'
import type { Language } from '../values/language.ts'
import type { Finding } from './finding.ts'
import type { HostReport } from './index.ts'
import { mendFor } from './mends.ts'
import { ABOUT, CHECKS, WORDS } from './words.ts'

/** The report as lines for people: a table of all checks, then what is to be mended. */
export function reportLines(report: HostReport, findings: readonly Finding[], language: Language): string[] {
  const words = WORDS[language]
  const place = [report.url, ...(report.release === null ? [] : [`${words.release} ${report.release}`])]
  const lines = [`${words.host}: ${[...place, report.host].filter((part) => part !== null).join(', ')}`]
  for (const { from, to } of report.redirects) lines.push(`${words.redirected}: ${from} -> ${to}`)
  const rows = findings.map(({ check, verdict, got }) => [check, words.verdict[verdict], got[language]])
  lines.push('', ...table([[...words.columns], ...rows], 1))
  for (const finding of findings) {
    if (finding.verdict === 'warn' || finding.verdict === 'fail')
      lines.push('', ...details(finding, report, language))
  }
  if (findings.length < CHECKS.length) lines.push('', words.notMade)
  const worst = ['fail', 'warn'].find((verdict) => findings.some((finding) => finding.verdict === verdict))
  lines.push('', worst === 'fail' ? words.bad : worst === 'warn' ? words.warned : words.good)
  return lines.map(plainLine)
}

function details(
  { check, verdict, asked, got }: Finding,
  { host }: HostReport,
  language: Language,
): string[] {
  const words = WORDS[language]
  const { expected, why } = ABOUT[check]
  const told: [string, string][] = [
    [words.asked, asked],
    [words.got, got[language]],
    [words.expected, expected[language]],
    [words.why, why[language]],
    [words.mend, mendFor(check, host)[language]],
  ]
  const width = Math.max(...told.map(([label]) => label.length))
  return [
    `${words.verdict[verdict]}: ${check}`,
    ...told.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
  ]
}
