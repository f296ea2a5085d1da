import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Catalogue, loadCatalogue, RULE_GROUPS, type Rule, type RuleGroup } from './catalogue.ts'
import type { Severity } from './report/types.ts'

export const CATALOGUE_DOCS_FILE = fileURLToPath(
  new URL('../../../docs/reference/quality-rules.md', import.meta.url),
)

const GROUP_TITLES: Record<RuleGroup, [id: string, en: string]> = {
  reader: ['Membaca berkas', 'Reading files'],
  value: ['Nilai dan kunci', 'Values and keys'],
  geometry: ['Geometri dan letak', 'Geometry and place'],
  area: ['Luas', 'Area'],
  admin: ['Wilayah administrasi', 'Administrative units'],
  decree: ['Isi SK', 'Content of the decree'],
  indicator: ['Indikator', 'Indicators'],
  works: ['Kegiatan penanganan', 'Works'],
  privacy: ['Data pribadi', 'Personal data'],
}

const SEVERITY_EFFECTS: Record<Severity, [id: string, en: string]> = {
  info: ['fakta yang perlu diketahui, tidak ada yang harus diperbaiki', 'worth knowing, nothing to mend'],
  warn: ['rekaman dipakai, seseorang perlu melihatnya', 'the record is used, a person should look'],
  quarantine: [
    'rekaman disisihkan dan dihitung, sisanya berjalan terus',
    'the record is set aside and counted, the rest goes on',
  ],
  fail: ['pembangunan berhenti', 'the build stops'],
}

const ABOUT: Record<NonNullable<Rule['about']>, string> = {
  source:
    '- Tentang sumber, bukan rekaman / About a source, not a record: `quarantine` tidak berlaku / does not apply',
  place:
    '- Tentang tempat, bukan rekaman / About a place, not a record: `quarantine` tidak berlaku / does not apply',
  decree:
    '- Tentang SK, bukan rekaman / About a decree, not a record: `quarantine` tidak berlaku / does not apply',
}

/** The catalogue as a page of Markdown in both languages. */
export function renderCatalogueDocs(catalogue: Catalogue): string {
  const rules = [...catalogue.values()]
  const lines = [
    '# Aturan mutu data / Quality rules',
    '',
    '<!-- Written by `npx tsx pipeline/stages/2-validate/catalogue-docs.ts` from schemas/quality-rules.yaml. -->',
    '',
    `Semua ${rules.length} temuan yang dapat dibuat pipeline, dari \`schemas/quality-rules.yaml\`. Kode bersifat tetap.`,
    '',
    `All ${rules.length} findings the pipeline can make, from \`schemas/quality-rules.yaml\`. Codes are stable.`,
    '',
    '| Tingkat / Severity | Akibat | Effect |',
    '|---|---|---|',
    ...Object.entries(SEVERITY_EFFECTS).map(([severity, [id, en]]) => `| \`${severity}\` | ${id} | ${en} |`),
    '',
    'Kota boleh mengubah tingkat (`quality` di `city.yaml`), tetapi tidak di bawah *paling rendah* suatu aturan: tahap berikutnya bergantung padanya.',
    '',
    'A city may change a severity (`quality` in `city.yaml`), but not below the *lowest* of a rule: later stages rely on it.',
    '',
    '| Kode / Code | Tingkat / Severity | Judul | Title |',
    '|---|---|---|---|',
    ...rules.map(
      ({ code, severity, title }) =>
        `| [\`${code}\`](#${code.toLowerCase()}) | \`${severity}\` | ${cell(title.id)} | ${cell(title.en)} |`,
    ),
  ]
  for (const group of RULE_GROUPS) {
    const members = rules.filter((rule) => rule.group === group)
    if (members.length === 0) continue
    const [id, en] = GROUP_TITLES[group]
    lines.push('', `## ${id} / ${en}`)
    for (const rule of members) lines.push(...describe(rule))
  }
  return `${lines.join('\n')}\n`
}

function describe(rule: Rule): string[] {
  const { threshold } = rule
  const limit = threshold
    ? [
        `- Batas / Limit: ${threshold.value} ${unit(threshold.unit.id, threshold.unit.en)}` +
          (threshold.setting === undefined ? '' : ` (\`${threshold.setting}\` in \`city.yaml\`)`),
      ]
    : []
  const about = rule.about === undefined ? [] : [ABOUT[rule.about]]
  const least = rule.least === undefined ? [] : [`- Paling rendah / Lowest: \`${rule.least}\``]
  return [
    '',
    `### ${rule.code}`,
    '',
    `**${rule.title.id}** / **${rule.title.en}** · \`${rule.severity}\``,
    '',
    rule.explanation.id,
    '',
    rule.explanation.en,
    '',
    `- Selanjutnya: ${rule.next.id}`,
    `- Next: ${rule.next.en}`,
    ...limit,
    ...least,
    ...about,
    `- Dasar: ${rule.source.id}`,
    `- Basis: ${rule.source.en}`,
  ]
}

function unit(id: string, en: string): string {
  return id === en ? id : `${id} / ${en}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(CATALOGUE_DOCS_FILE, renderCatalogueDocs(loadCatalogue()))
}
