import type { Methodology } from '../../../methodology/methodology.ts'

export interface PriorityRange {
  /** The most and the least urgent priority that is possible; 1 is handled first. */
  priority_min: number | null
  priority_max: number | null
  /** A class that is possible has no priority: the place may be no slum. */
  mayBeNone: boolean
}

/** What is known of the class of a zone: codes of the lowest and the highest one that is possible, null where none is known. */
export interface ClassRange {
  score_class_min: string | null
  score_class_max: string | null
}

/**
 * Priorities that are possible while class or considerations are open. Both are null where no class is known, or where no
 * class that is possible has a priority.
 */
export function priorityRange(
  methodology: Methodology,
  { score_class_min, score_class_max }: ClassRange,
  considerations: readonly string[],
): PriorityRange {
  const codes = methodology.classes.values.map(({ code }) => code)
  const [from, to] = [score_class_min, score_class_max].map((code) =>
    code === null ? -1 : codes.indexOf(code),
  )
  if (from === -1 || to === -1) return { priority_min: null, priority_max: null, mayBeNone: false }
  const classes = codes.slice(from, to! + 1)
  const rows = methodology.priority.values.filter(
    (row) => classes.includes(row.class) && considerations.includes(row.other_considerations),
  )
  const priorities = rows.map(({ priority }) => priority)
  return {
    priority_min: priorities.length === 0 ? null : Math.min(...priorities),
    priority_max: priorities.length === 0 ? null : Math.max(...priorities),
    mayBeNone: classes.some((code) => !methodology.priority.values.some((row) => row.class === code)),
  }
}
