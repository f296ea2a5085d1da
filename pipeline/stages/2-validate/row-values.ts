import type { Value } from '../../store/store.ts'

/** The cell as a number, or null where it is none. */
export function numberOf(value: Value | undefined): number | null {
  return typeof value === 'number' ? value : null
}

/** The cell as text, or null where it is none. */
export function textOf(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null
}
