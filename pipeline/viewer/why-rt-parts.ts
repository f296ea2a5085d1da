import type { PART_COLUMNS, PublishedTrace, TracedWay } from './why-trace.ts'

/** One RT of a criterion. */
export interface RtPart {
  rt_id: string
  rt_rw: string | null
  /** How it came to the zone, and how much of its ground lies there. */
  method: string | null
  share_pct: number | null
  volume: number | null
  denominator: number | null
  percent: number | null
  score: number | null
  volume_source: string | null
  flag: string | null
  /** Places in {@link PublishedTrace.files}. */
  source: number | null
  source_row: number | null
  denominator_source: number | null
  denominator_source_row: number | null
}

/** The RT of a criterion, largest volume first and those without one last. */
export function rtParts({ rt, part_columns }: PublishedTrace, { parts }: TracedWay): RtPart[] {
  const at = (name: (typeof PART_COLUMNS)[number]) => part_columns.indexOf(name)
  const number = (value: number | string | null | undefined) => (typeof value === 'number' ? value : null)
  const text = (value: number | string | null | undefined) => (typeof value === 'string' ? value : null)
  return parts
    .flatMap((row): RtPart[] => {
      const own = rt[Number(row[at('rt')])]
      if (own === undefined) return []
      return [
        {
          ...own,
          ...{ volume: number(row[at('volume')]), denominator: number(row[at('denominator')]) },
          ...{ percent: number(row[at('percent')]), score: number(row[at('score')]) },
          ...{ volume_source: text(row[at('volume_source')]), flag: text(row[at('flag')]) },
          ...{ source: number(row[at('source')]), source_row: number(row[at('source_row')]) },
          denominator_source: number(row[at('denominator_source')]),
          denominator_source_row: number(row[at('denominator_source_row')]),
        },
      ]
    })
    .sort((a, b) => (b.volume ?? -1) - (a.volume ?? -1) || (a.rt_id < b.rt_id ? -1 : 1))
}
