/** Phrases of years and verifications on the page, Indonesian and English. */
export const YEAR_WORDS = {
  verified_by: [
    'Menurut verifikasi {year}: {n}, luas terukur',
    'By the verification of {year}: {n}, as measured',
  ],
  verified_left: ['tidak lagi kumuh', 'no longer slum'],
  verified_kept: ['masih kumuh', 'still slum'],
  verified_added: ['kumuh baru di luar batas SK', 'newly slum outside of the decreed outline'],
  verified_not: ['belum diverifikasi', 'not yet verified'],
  left_by: ['Tidak lagi kumuh menurut verifikasi {year}', 'No longer slum by the verification of {year}'],
  verified_short: ['{ha} masih kumuh ({year}, terukur)', '{ha} still slum ({year}, measured)'],
  shared_with: ['juga terhitung di {zones}', 'counted in {zones} too'],
  found_area: ['luas {ha}', '{ha} in all'],
  found_slum: ['{ha} kumuh menurut SK', '{ha} decreed slum'],
  people_of_ground: [
    '{n} jiwa di {ha} menurut profil RT {year}',
    '{n} people on {ha} by the RT profiles of {year}',
  ],
  people_of_year: ['{n} jiwa ({year})', '{n} people ({year})'],
  why_of_year: [
    '«Mengapa?» hanya untuk angka {traced}: jejak yang terbit tidak memuat {year}.',
    '“Why?” is for the numbers of {traced} alone: the published trace does not hold {year}.',
  ],
  change_kept_verified: ['Tetap kumuh (terverifikasi)', 'Still slum (verified)'],
  change_city: [
    'Seluruh kota: dari {before} menjadi {after}\u00a0ha',
    'Whole city: from {before} to {after}\u00a0ha',
  ],
  change_city_partly: [
    'Seluruh kota: dari {before} menjadi {after}\u00a0ha, termasuk {not_verified}\u00a0ha yang belum diverifikasi',
    'Whole city: from {before} to {after}\u00a0ha, with {not_verified}\u00a0ha not yet verified',
  ],
} as const satisfies Record<string, readonly [string, string]>
