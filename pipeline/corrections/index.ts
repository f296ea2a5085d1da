export type { Correction, CorrectionExample, CorrectionSummary } from './correction.ts'
export { Corrections } from './corrections.ts'
export { loadCorrections } from './load.ts'
export type { Corrected, TableCorrections } from './table-corrections.ts'
