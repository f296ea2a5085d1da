import type { Monitoring } from '../monitoring.ts'
import { generatedFrom, sourceOf, table } from './page.ts'

/** The reference page of a monitoring in Markdown, derived from its YAML and nothing else. */
export function monitoringMarkdown(m: Monitoring): string {
  const source = sourceOf(m)
  const rupiah = (amount: number) => `Rp${String(amount).replace(/\B(?=(\d{3})+$)/g, ',')}`
  const line = m.poverty_line
  const parts = [
    generatedFrom(m),
    `# ${m.title.id}`,
    `*${m.title.en}*`,
    `Measured in the table \`${m.table}\`: one row where \`${m.moments.column}\` is \`${m.moments.start}\` and one, of the same \`target_id\`, where it is \`${m.moments.end}\`. Source: ${source(m)}.`,
    '## Variables',
    `These ${m.variables.length}, exactly; one is known where its column is filled.`,
    table(
      ['Id', 'Variabel', 'Variable', 'Column', 'Source'],
      m.variables.map((v) => [v.id, v.label.id, v.label.en, `\`${v.column}\``, source(v)]),
    ),
    '## Sectors',
    `Source: ${source(m.sector)}.`,
    table(
      ['Code', 'Sektor', 'Sector'],
      Object.entries(m.sector.values).map(([code, label]) => [code, label.id, label.en]),
    ),
    '## Results',
    `The fall of \`${m.people}\` in percent of the start, and:`,
    table(
      ['Column', 'Hasil', 'Result', 'Better', 'Source'],
      m.kpis.map((kpi) => [`\`${kpi.column}\``, kpi.label.id, kpi.label.en, kpi.better, source(kpi)]),
    ),
    `Target: ${m.target.percent} % in ${m.target.year}. Source: ${source(m.target)}.`,
    '## Line of extreme poverty',
    `USD ${line.usd_ppp_per_day} PPP a day: ${rupiah(line.idr_per_person_day)} per person and day, x ${line.days_per_month} = ${rupiah(line.idr_per_person_month)} per person and month, x ${line.family_size} = ${rupiah(line.idr_per_family_month)} for a family of ${line.family_size}. Source: ${source(line)}.`,
    `Targeted are the deciles ${m.deciles.from} to ${m.deciles.to} of ${m.deciles.of}. Source: ${source(m.deciles)}.`,
  ]
  return `${parts.join('\n\n')}\n`
}
