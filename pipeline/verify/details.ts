import type { Language } from './words.ts'

/**
 * What the checks say: `{}` is a name or a number of the archive, `{:}` a detail within the detail. A text matches the first
 * pattern that it fits as a whole.
 */
const DETAILS: [en: string, id: string][] = [
  ['{:} at {}..{}, the file has {} bytes', '{:} di bita {}..{}, berkas hanya {} bita'],
  ['{:} starts within {:}', '{:} mulai di dalam {:}'],
  ['root directory', 'direktori akar'],
  ['leaf directories', 'direktori daun'],
  ['tile data', 'data ubin'],
  ['there is no root directory', 'tidak ada direktori akar'],
  ['the root directory ends at byte {}', 'direktori akar berakhir di bita {}'],
  ['compression {} does not exist', 'kompresi {} tidak ada'],
  ['minimum zoom {} is above maximum zoom {}', 'zoom terendah {} di atas zoom tertinggi {}'],
  ['bounds {} are not west, south, east, north', 'batas {} bukan barat, selatan, timur, utara'],
  ['the centre {} is outside of the bounds {}', 'pusat {} di luar batas {}'],
  ['the metadata is not a JSON object', 'metadata bukan objek JSON'],
  ['the metadata of vector tiles has no vector_layers', 'metadata ubin vektor tanpa vector_layers'],
  ['the row {} of the metadata is not a JSON object', 'baris {} pada metadata bukan objek JSON'],
  ['metadata at bytes {}..{}: {:}', 'metadata di bita {}..{}: {:}'],

  ['root: {:}', 'akar: {:}'],
  ['leaf at {}: {:}', 'daun di {}: {:}'],
  ['leaf at {} ends beyond the {} bytes of leaf directories', 'daun di {} melewati {} bita direktori daun'],
  [
    'leaf at {} points to another leaf, readers follow one level',
    'daun di {} menunjuk daun lain, pembaca hanya mengikuti satu tingkat',
  ],
  ['tile {} of leaf at {} is outside of the ids {}..{}', 'ubin {} pada daun di {} di luar id {}..{}'],
  ['the root directory is empty', 'direktori akar kosong'],
  ['the leaf at {} directory is empty', 'direktori daun di {} kosong'],
  ['tile id {} comes after id {}', 'id ubin {} datang sesudah id {}'],
  ['tile id {} is below zoom {}', 'id ubin {} lebih dalam dari zoom {}'],
  ['tile id {} has no bytes', 'id ubin {} tanpa isi'],
  ['tile id {} ends beyond the {} bytes of tile data', 'id ubin {} melewati {} bita data ubin'],
  ['two lengths for the content at {}', 'dua panjang untuk isi di {}'],
  ['tile id {} at {} leaves a gap after {}', 'id ubin {} di {} menyisakan celah sesudah {}'],
  ['tile id {} at {} overlaps an earlier content', 'id ubin {} di {} menimpa isi sebelumnya'],
  ['the minimum zoom is {}, the header says {}', 'zoom terendah {}, kepala berkas menyebut {}'],
  ['the maximum zoom is {}, the header says {}', 'zoom tertinggi {}, kepala berkas menyebut {}'],
  ['{} addressed tiles, the header says {}', '{} ubin, kepala berkas menyebut {}'],
  ['{} tile entries, the header says {}', '{} entri ubin, kepala berkas menyebut {}'],
  ['{} tile contents, the header says {}', '{} isi ubin, kepala berkas menyebut {}'],
  ['the directory claims {} entries in {} bytes', 'direktori menyebut {} entri dalam {} bita'],
  ['the first entry of a directory has no offset', 'entri pertama direktori tanpa letak'],
  ['the directory goes on after its last entry', 'direktori berlanjut sesudah entri terakhir'],
  ['the directory ends within a number', 'direktori berakhir di tengah angka'],
  ['a number in the directory is beyond 2^53', 'angka pada direktori melebihi 2^53'],

  ['the file ends at byte {}, its header says {}', 'berkas berakhir di bita {}, kepalanya menyebut {}'],
  ['table {}: {:}', 'tabel {}: {:}'],
  ['zoom {}, column {}, row {} is no place of a tile', 'zoom {}, kolom {}, baris {} bukan tempat ubin'],
  ['{} is not a JSON object', '{} bukan objek JSON'],
  ['{} is no place of a tile', '{} bukan tempat ubin'],
  [
    'tilejson.json names the layers {}, metadata.json {}',
    'tilejson.json menyebut lapisan {}, metadata.json menyebut {}',
  ],
  [
    'tilejson.json says the bounds {}, metadata.json {}',
    'tilejson.json menyebut batas {}, metadata.json menyebut {}',
  ],
  ['the minimum zoom is {}, {} says {}', 'zoom terendah {}, {} menyebut {}'],
  ['the maximum zoom is {}, {} says {}', 'zoom tertinggi {}, {} menyebut {}'],
  ['tile {} is there twice', 'ubin {} ada dua kali'],
  ['the tile is no blob', 'isi ubin bukan blob'],

  ['the bytes are not gzip', 'isinya bukan gzip'],
  [
    'the checksum of gzip does not fit: bytes have been changed',
    'jumlah uji gzip tidak cocok: ada bita yang berubah',
  ],
  ['the gzip bytes end too early', 'bita gzip berakhir terlalu awal'],
  ['the gzip bytes are damaged', 'bita gzip rusak'],
  ['what is packed is larger than 256 MiB', 'isi kemasan melebihi 256 MiB'],
  ['the text is not UTF-8', 'teksnya bukan UTF-8'],
  ['the text is not JSON', 'teksnya bukan JSON'],
  ['pages of the database are damaged', 'halaman basis data rusak'],
  ['a field cannot be read', 'ada ruas yang tidak terbaca'],
  ['bytes {} are not in the file of {} bytes', 'bita {} tidak ada dalam berkas {} bita'],
  ['{} bytes are too many for one part', '{} bita terlalu banyak untuk satu bagian'],
  ['the file ends at byte {}', 'berkas berakhir di bita {}'],
  [
    'compression {} is not supported, only none (1) and gzip (2)',
    'kompresi {} tidak didukung, hanya tanpa kompresi (1) dan gzip (2)',
  ],

  ['tile {} lies outside of the bounds {}', 'ubin {} di luar batas {}'],
  ['tile {}: {:}', 'ubin {}: {:}'],
  ['layer {}, feature {}: {:}', 'lapisan {}, fitur {}: {:}'],
  ['two layers are called {}', 'dua lapisan bernama {}'],
  ['a layer has no name', 'ada lapisan tanpa nama'],
  ['layer {} has version {}', 'lapisan {} berversi {}'],
  ['a value has {} contents, expected one', 'satu nilai berisi {}, seharusnya satu'],
  ['a key has no value', 'ada kunci tanpa nilai'],
  ['a tag points nowhere', 'ada tag yang tidak menunjuk apa pun'],
  ['there are two geometries', 'ada dua geometri'],
  ['geometry type {} does not exist', 'jenis geometri {} tidak ada'],
  ['there is no geometry', 'tidak ada geometri'],
  ['a geometry ends beyond the tile', 'geometri melewati akhir ubin'],
  ['the geometry ends within a number', 'geometri berakhir di tengah angka'],
  ['a number of the geometry is beyond 32 bits', 'angka pada geometri melebihi 32 bit'],
  ['the first ring of a polygon is no exterior ring', 'cincin pertama poligon bukan cincin luar'],
  ['a line or ring starts with {} points', 'garis atau cincin mulai dengan {} titik'],
  ['points take two MoveTo commands', 'titik memakai dua perintah MoveTo'],
  ['a line or ring does not end', 'ada garis atau cincin yang tidak berakhir'],
  ['LineTo stands where it may not', 'LineTo tidak pada tempatnya'],
  ['a line or ring has {} points', 'garis atau cincin hanya {} titik'],
  ['ClosePath stands where it may not', 'ClosePath tidak pada tempatnya'],
  ['ClosePath has count {}', 'ClosePath berjumlah {}'],
  ['geometry command {} does not exist', 'perintah geometri {} tidak ada'],
  ['a geometry command has count 0', 'ada perintah geometri berjumlah 0'],
  ['the geometry ends within a command', 'geometri berakhir di tengah perintah'],
  ['the geometry ends before it is complete', 'geometri berakhir sebelum lengkap'],
  ['field {} has wire type {}', 'ruas {} bertipe kawat {}'],
  ['a field ends beyond its message', 'ada ruas yang melewati akhir pesannya'],
]

const SLOT = /\{:?\}/g
const PATTERNS = DETAILS.map(([en, id]) => {
  const literal = en.split(SLOT).map((text) => text.replaceAll(/[.()^]/g, '\\$&'))
  return { pattern: new RegExp(`^${literal.join('(.*?)')}$`, 's'), slots: en.match(SLOT) ?? [], id }
})

/** A detail of a fault in a language; as it is where it is none that the checks know. */
export function detailIn(language: Language, detail: string): string {
  if (language === 'en') return detail
  for (const { pattern, slots, id } of PATTERNS) {
    const found = pattern.exec(detail)?.slice(1)
    if (found === undefined) continue
    const values = found.map((value, i) => (slots[i] === '{:}' ? detailIn(language, value) : value))
    return id.replaceAll(SLOT, () => values.shift()!)
  }
  return detail
}
