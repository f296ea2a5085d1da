export type FaultKind = 'ENOSPC' | 'EIO' | 'EACCES' | 'short' | 'kill' | 'torn'
export interface Call {
  operation: string
  path: string
  site: string
}
export interface Plan {
  folders: string[]
  at?: number
  kind?: FaultKind
  halt?: boolean
}
export function arm(plan: Plan): void
export function disarm(): { calls: Call[]; struck: boolean }
