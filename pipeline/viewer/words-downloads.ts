/** Phrases of the list of downloads, Indonesian and English. */
export const DOWNLOAD_WORDS = {
  files_all: ['Tampilkan semua', 'Show all'],
  files_workbook: ['Buku kerja', 'Workbook'],
  files_workbook_for: [
    'Semua lokasi dan nilainya untuk Excel atau LibreOffice.',
    'All zones and their values for Excel or LibreOffice.',
  ],
  files_layers: ['Lapisan peta', 'Map layers'],
  files_layers_for: [
    'GeoJSON untuk web dan GIS apa pun, GeoParquet untuk QGIS, DuckDB, dan Python.',
    'GeoJSON for the web and any GIS, GeoParquet for QGIS, DuckDB and Python.',
  ],
  files_tables: ['Tabel', 'Tables'],
  files_tables_for: [
    'CSV; arti tiap kolom ada di kamus data.',
    'CSV; what each column means stands in the data dictionary.',
  ],
  files_reports: ['Laporan', 'Reports'],
  files_reports_for: [
    'Apa yang diterima, ditahan, dan perlu diperbaiki.',
    'What was accepted, held back, and needs mending.',
  ],
  files_tiles: ['Ubin peta', 'Map tiles'],
  files_tiles_for: [
    'Untuk memasang peta ini di situs lain, tanpa server.',
    'To put this map on another site, without a server.',
  ],
  files_qgis: ['QGIS', 'QGIS'],
  files_qgis_for: [
    'Proyek siap buka, dan gaya (QML) tiap lapisan.',
    'A project ready to open, and the style (QML) of each layer.',
  ],
  files_catalogue: ['Katalog dan metodologi', 'Catalogue and methodology'],
  files_catalogue_for: [
    'Untuk Satu Data dan portal lain: dari mana data berasal dan bagaimana dinilai.',
    'For data portals: where the data come from and how they are scored.',
  ],
  files_checksums: ['Jumlah periksa', 'Checksums'],
  files_checksums_for: [
    'Membuktikan bahwa unduhan utuh dan sama dengan rilis ini.',
    'Prove that what was downloaded is whole and of this release.',
  ],
  files_parts: ['Bagian tabel', 'Parts of tables'],
  files_parts_for: [
    'Baris yang sama dengan tabel di atas, per tingkat, agar halaman ini cepat.',
    'The same rows as in the tables above, by level, which keep this page quick.',
  ],
  files_traces: ['Asal angka', 'How numbers came about'],
  files_traces_for: [
    'Satu untuk tiap lokasi, dibuka dari profilnya.',
    'One for each zone, opened from its profile.',
  ],
  files_others: ['Berkas lain', 'Other files'],
  files_others_for: ['Yang tidak termasuk di atas.', 'What is none of the above.'],
} as const satisfies Record<string, readonly [string, string]>
