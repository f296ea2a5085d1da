/** Phrases of the search and of the list of zones, Indonesian and English. */
export const SEARCH_WORDS = {
  search_places: ['Cari lokasi, kelurahan, RT', 'Find zone, kelurahan, RT'],
  search_none: ['Tidak ada tempat yang cocok.', 'No place matches.'],
  search_more: ['dan {n} lainnya; tulis lebih lengkap', 'and {n} more; write more of it'],
  search_near: ['Tidak ada yang ditulis begitu. Yang mirip:', 'Nothing is written so. What is near to it:'],
  search_count: ['{n} tempat ditemukan', '{n} places found'],
  difference: ['Selisih luas', 'Area difference'],
  place_zone: ['Lokasi menurut SK', 'Decree zones'],
  place_kawasan: ['Kawasan', 'Kawasan'],
  place_kelurahan: ['Kelurahan', 'Kelurahan'],
  place_kecamatan: ['Kecamatan', 'Kecamatan'],
  place_rt: ['RT', 'RT'],
} as const satisfies Record<string, readonly [string, string]>
