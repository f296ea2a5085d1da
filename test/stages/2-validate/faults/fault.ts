import type { WorkspaceSpec } from '../../../support/workspace.ts'

/**
 * Made-up workspaces for a group of rules. In `dirty` every code of the group is met where `met` says; in `clean` the
 * same tables come as near to each fault as they may, and none of those codes is met.
 */
export interface Faults {
  dirty: WorkspaceSpec
  /** Code: the source and the record it is about, or null where it is about the whole source. */
  met: Record<string, [source_id: string, source_row: number | null]>
  clean: WorkspaceSpec
}
