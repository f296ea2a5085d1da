import schema from '../../schemas/tables/stakeholders.schema.json' with { type: 'json' }
import { isSameKawasan } from '../values/kawasan-name.ts'
import type { Bilingual } from './legend.ts'
import { cellText, type TableRow } from './table-cells.ts'

/** What the schema of the stakeholders says of a column with fixed words. */
interface WordColumn {
  enum: (string | null)[]
  'x-labels': Record<string, Bilingual>
}

const { stage, kind } = schema.properties as unknown as { stage: WordColumn; kind: WordColumn }

/** A fixed word of the data with its label. */
export interface Named {
  code: string
  label: Bilingual
}

/** The stages of collaboration in their order (Ansell and Gash 2008), as the schema of the stakeholders has them. */
export const STAGES: readonly Named[] = named(stage)
/** The kinds of institutions in the order they are told. */
export const KINDS: readonly Named[] = named(kind)

export interface Partner {
  institution: string
  role: string | null
  stage: string | null
  agreement_date: string | null
  agreement_until: string | null
}

/** Partners of one kind; `kind` is null for those of which none is told. */
export interface PartnerGroup {
  kind: Named | null
  partners: Partner[]
}

/** The partners of a zone, those named for its whole kawasan too, by kind and name. */
export function partnersOf(
  rows: readonly TableRow[],
  zoneId: string,
  kawasan: string | null,
): PartnerGroup[] {
  const own = rows.filter((row) => {
    const zone = cellText(row, 'zone_id')
    return zone === null ? isSameKawasan(cellText(row, 'kawasan'), kawasan) : zone === zoneId
  })
  return [...KINDS, null].flatMap((of) => {
    const partners = own
      .filter((row) => (KINDS.find(({ code }) => code === row.kind) ?? null) === of)
      .map((row) => ({
        institution: cellText(row, 'institution') ?? '—',
        role: cellText(row, 'role'),
        stage: cellText(row, 'stage'),
        agreement_date: cellText(row, 'agreement_date'),
        agreement_until: cellText(row, 'agreement_until'),
      }))
      .sort((a, b) => (a.institution < b.institution ? -1 : a.institution > b.institution ? 1 : 0))
    return partners.length === 0 ? [] : [{ kind: of, partners }]
  })
}

/** The stage furthest along of those given; null where none is a known one. */
export function furthestStage(stages: readonly (string | null)[]): Named | null {
  return STAGES.findLast(({ code }) => stages.includes(code)) ?? null
}

/** The stage least far of those given, where it is another than the furthest; else null. */
export function leastStage(stages: readonly (string | null)[]): Named | null {
  const least = STAGES.find(({ code }) => stages.includes(code)) ?? null
  return least === furthestStage(stages) ? null : least
}

function named(column: WordColumn): Named[] {
  return column.enum.flatMap((code) => {
    const label = code === null ? undefined : column['x-labels'][code]
    return code === null || label === undefined ? [] : [{ code, label }]
  })
}
