/** What a profile and an explanation show first of each household rule: what is counted, and the indicators. */
export const HEADLINES: Readonly<Record<string, { counts: string; indicators: readonly string[] }>> = {
  'un-habitat-slum-household': { counts: 'people', indicators: ['slum_5', 'extreme_5'] },
  'bps-rumah-tangga-kumuh': { counts: 'households', indicators: ['slum'] },
  'hunian-layak': { counts: 'households', indicators: ['adequate'] },
  'sakernas-status-pekerjaan': { counts: 'households', indicators: ['formal', 'informal'] },
}

/**
 * What households were asked about; its figures are of those surveyed and have a standard error. Anything else, such as
 * `institutions`, is counted one by one from a list of all.
 */
export const OF_HOUSEHOLDS: ReadonlySet<string> = new Set(['households', 'people'])
