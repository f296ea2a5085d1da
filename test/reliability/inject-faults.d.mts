export type FaultKind = 'ENOSPC' | 'EIO' | 'EACCES' | 'short' | 'kill' | 'torn'
/** What a call does to what, and how many of the same came before it in a run. */
export interface Mark {
  what: string
  nth: number
}
export interface Call {
  operation: string
  path: string
  site: string
  mark: Mark
}
export interface Plan {
  folders: string[]
  at?: Mark
  kind?: FaultKind
  halt?: boolean
}
export function arm(plan: Plan): void
export function disarm(): { calls: Call[]; struck: boolean }
