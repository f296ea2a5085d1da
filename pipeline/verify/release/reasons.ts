import { sentences } from '../sentences.ts'

/** What readers and checks that verify calls say of a file, in our words or in those of a library. */
const SAID = sentences([
  ['at {}: {:}', 'bagian ke-{} (dari 0): {:}'],
  // Structure of GeoJSON, as geojson-validation says it, and its rings.
  ['must have a member with the name "{}"', 'tanpa anggota bernama "{}"'],
  ['type must be one of: {}', 'type harus salah satu dari: {}'],
  ['type must be {}', 'type harus {}'],
  ['must be a JSON Object', 'harus berupa objek JSON'],
  ['Position must be at least two elements', 'posisi harus berisi sedikitnya dua angka'],
  [
    'Position must only contain numbers. Item {} at index {} is invalid.',
    'posisi hanya boleh berisi angka; isi {} pada urutan {} tidak sah',
  ],
  ['Position must be an array', 'posisi harus berupa larik'],
  ['coordinates must be an array', 'coordinates harus berupa larik'],
  ['coordinates must have at least two elements', 'coordinates harus berisi sedikitnya dua posisi'],
  ['coordinates must have at least four positions', 'coordinates harus berisi sedikitnya empat posisi'],
  ['The first and last positions must be equivalent', 'posisi pertama dan terakhir harus sama'],
  ['"geometries" must be an array', '"geometries" harus berupa larik'],
  ['"Features" must be an array', '"features" harus berupa larik'],
  ['bbox, must be a 2*n array', 'bbox harus berupa larik 2*n angka'],
  ['bbox must be an array', 'bbox harus berupa larik'],
  ['a ring against the right-hand rule', 'ada cincin yang melawan kaidah tangan kanan'],
  ['not-positions', 'ada cincin yang isinya bukan posisi'],
  ['not-finite', 'ada koordinat yang bukan angka terhingga'],
  ['too-few-positions', 'ada cincin dengan kurang dari empat posisi'],
  ['not-closed', 'ada cincin yang tidak tertutup'],
  // What a reader cannot go on with.
  ['goes on after its end', 'berlanjut sesudah akhirnya'],
  ['the file holds no JSON', 'berkas tidak berisi JSON'],
  ['the file ends too early', 'berkas berakhir terlalu awal'],
  ['the file is not GeoJSON', 'berkas bukan GeoJSON'],
  ['two members are named features', 'dua anggota bernama features'],
  ['Invalid Record Length: expect {}, got {} on line {}', 'seharusnya {} sel, terdapat {}, pada baris {}'],
  [
    'Quote Not Closed: the parsing is finished with an opening quote at line {}',
    'tanda kutip yang dibuka pada baris {} tidak ditutup',
  ],
  ['Invalid Closing Quote: {}', 'ada teks sesudah tanda kutip penutup ({})'],
  ['Invalid Opening Quote: {}', 'ada tanda kutip di dalam sel yang tidak dikutip ({})'],
  ['the archive is encrypted', 'arsip terenkripsi'],
  ['the archive cannot be read', 'arsip tidak terbaca'],
  ['the archive is larger inside than is safe to open', 'isi arsip lebih besar daripada yang aman dibuka'],
  ['the document is not well-formed XML', 'dokumen bukan XML yang benar'],
  ['a record is larger than is safe to read', 'ada rekaman yang lebih besar daripada yang aman dibaca'],
  ['the file is no archive of tiles', 'berkas bukan arsip ubin'],
  ['another kind of file', 'berkas jenis lain'],
  ['the file is missing or cannot be opened', 'berkas tidak ada atau tidak dapat dibuka'],
  ['the source file is missing', 'berkas sumber tidak ada'],
  ['the source file cannot be read', 'berkas sumber tidak terbaca'],
  // The manifest.
  ['format is {}', 'format-nya {}'],
  ['release is no text', 'release bukan teks'],
  ['files is no list', 'files bukan daftar'],
  ['layers is no list', 'layers bukan daftar'],
  ['no JSON object', 'bukan objek JSON'],
  [
    '{} has no path, bytes, sha256, media_type and rows',
    '{} tanpa path, bytes, sha256, media_type, dan rows',
  ],
  ['{} has no name, path, minzoom and maxzoom', '{} tanpa name, path, minzoom, dan maxzoom'],
])

/** A reason in Indonesian, or as it is: a name, a number, or what nobody translated. */
export function inIndonesian(reason: string): string {
  return SAID(reason) ?? reason
}

/** A reason in Indonesian; what is none of ours is quoted as what a program said. */
export function reasonInIndonesian(reason: string): string {
  return SAID(reason) ?? `kata program: "${reason}"`
}
