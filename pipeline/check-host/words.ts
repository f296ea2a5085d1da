import type { Text } from './finding.ts'

export const CHECKS = [
  ...['pointer', 'manifest', 'page', 'page-type', 'files', 'media-type'],
  ...['archive', 'range', 'range-gzip', 'range-beyond', 'encoding', 'etag', 'if-range'],
  ...['cors', 'cors-expose', 'cors-preflight', 'compression'],
  ...['cache-pointer', 'cache-release', 'missing', 'revalidate', 'transport'],
] as const satisfies readonly Check[]

/** Names of the checks, in the order of the table. */
export type Check =
  | ('pointer' | 'manifest' | 'page' | 'page-type' | 'files' | 'media-type')
  | ('archive' | 'range' | 'range-gzip' | 'range-beyond' | 'encoding' | 'etag' | 'if-range')
  | ('cors' | 'cors-expose' | 'cors-preflight' | 'compression')
  | ('cache-pointer' | 'cache-release' | 'missing' | 'revalidate' | 'transport')

/** What is expected, and why it matters. */
export const ABOUT: Record<Check, { expected: Text; why: Text }> = {
  pointer: {
    expected: {
      en: '200, and a JSON object that names release, manifest, style and tiles of this site',
      id: '200, dan objek JSON yang menyebut release, manifest, style dan tiles di situs ini',
    },
    why: {
      en: 'the page and every reader find the release through latest.json',
      id: 'halaman dan setiap pembaca menemukan rilis lewat latest.json',
    },
  },
  manifest: {
    expected: {
      en: '200, and the manifest of the release that latest.json names',
      id: '200, dan manifes rilis yang disebut latest.json',
    },
    why: {
      en: 'without it nobody can tell whether what was copied is whole',
      id: 'tanpanya tidak dapat diketahui apakah salinannya lengkap',
    },
  },
  page: {
    expected: {
      en: '200 for index.html and its parts, which hold what their names say; the same page at the address of the folder',
      id: '200 untuk index.html dan bagiannya, yang isinya sesuai namanya; halaman yang sama pada alamat foldernya',
    },
    why: { en: 'this is what people open', id: 'inilah yang dibuka orang' },
  },
  'page-type': {
    expected: {
      en: 'text/html, text/css, text/javascript',
      id: 'text/html, text/css, text/javascript',
    },
    why: {
      en: 'a browser runs no script module and uses no style sheet of another type',
      id: 'peramban tidak menjalankan modul skrip atau lembar gaya bertipe lain',
    },
  },
  files: {
    expected: {
      en: '200 for every file of the manifest, with its bytes',
      id: '200 untuk setiap berkas dalam manifes, dengan isinya',
    },
    why: {
      en: 'a file that is missing, cut off or rewritten on the way gives wrong numbers',
      id: 'berkas yang hilang, terpotong atau diubah di jalan memberi angka yang salah',
    },
  },
  'media-type': {
    expected: { en: 'the Content-Type that the manifest lists', id: 'Content-Type seperti pada manifes' },
    why: {
      en: 'browsers and QGIS go by it, and proxies decide by it what they compress',
      id: 'peramban dan QGIS berpedoman padanya, dan proksi menentukan kompresi menurutnya',
    },
  },
  archive: {
    expected: { en: 'the bytes that the manifest lists by SHA-256', id: 'isi menurut SHA-256 pada manifes' },
    why: { en: 'a damaged archive draws holes', id: 'arsip yang rusak menggambar lubang' },
  },
  range: {
    expected: {
      en: '206, Content-Range with the length of the file, and exactly the bytes asked for, at its start, middle and end',
      id: '206, Content-Range dengan panjang berkas, dan persis bita yang diminta, di awal, tengah dan akhir',
    },
    why: {
      en: 'the map reads a few kilobytes of the archive; a host that sends all of it makes each visitor fetch everything, and other viewers fail',
      id: 'peta membaca beberapa kilobita dari arsip; host yang mengirim semuanya memaksa tiap pengunjung mengunduh seluruhnya, dan penampil lain gagal',
    },
  },
  'range-gzip': {
    expected: {
      en: 'the same bytes without Content-Encoding, whatever the reader accepts',
      id: 'bita yang sama tanpa Content-Encoding, apa pun yang diterima pembaca',
    },
    why: {
      en: 'a piece of a compressed archive cannot be used; Firefox before 2026, old browsers and some tools take compression with ranges, and draw nothing',
      id: 'potongan arsip terkompresi tidak dapat dipakai; Firefox sebelum 2026, peramban lama dan beberapa alat menerima kompresi bersama Range, lalu tidak menggambar apa pun',
    },
  },
  'range-beyond': {
    expected: { en: '416 for a range beyond the end', id: '416 untuk Range melewati akhir berkas' },
    why: {
      en: 'readers see by it that the file has become shorter',
      id: 'dengan itu pembaca tahu berkasnya menjadi lebih pendek',
    },
  },
  encoding: {
    expected: {
      en: 'no Content-Encoding on .pmtiles and .parquet, and their true Content-Length',
      id: 'tanpa Content-Encoding pada .pmtiles dan .parquet, dan Content-Length yang sebenarnya',
    },
    why: {
      en: 'readers ask for the length first and count their ranges from it',
      id: 'pembaca menanyakan panjangnya dahulu dan menghitung Range darinya',
    },
  },
  etag: {
    expected: {
      en: 'one strong ETag (without W/), the same for the whole file and its ranges, each time',
      id: 'satu ETag kuat (tanpa W/), sama untuk berkas utuh dan potongannya, setiap kali',
    },
    why: {
      en: 'readers tell by it that all ranges are of one file; where it changes they start again or stop',
      id: 'dengan itu pembaca tahu semua potongan dari satu berkas; bila berubah mereka mengulang atau berhenti',
    },
  },
  'if-range': {
    expected: {
      en: '206 for the ETag of the file, 200 for another',
      id: '206 untuk ETag berkas ini, 200 untuk yang lain',
    },
    why: {
      en: 'browsers send If-Range for what they hold in part, so that two files are never mixed',
      id: 'peramban mengirim If-Range untuk yang sudah dimiliki sebagian, agar dua berkas tidak tercampur',
    },
  },
  cors: {
    expected: {
      en: 'Access-Control-Allow-Origin: * (or the asking site, with Vary: Origin)',
      id: 'Access-Control-Allow-Origin: * (atau situs penanya, dengan Vary: Origin)',
    },
    why: {
      en: 'without it only this site can show the data; pmtiles.io, portals and maps of others cannot',
      id: 'tanpanya hanya situs ini yang dapat menampilkan data; pmtiles.io, portal dan peta pihak lain tidak',
    },
  },
  'cors-expose': {
    expected: {
      en: 'Access-Control-Expose-Headers: ETag, Content-Range, Content-Length',
      id: 'Access-Control-Expose-Headers: ETag, Content-Range, Content-Length',
    },
    why: {
      en: 'viewers on other sites cannot see that an archive has changed, or how long it is',
      id: 'penampil di situs lain tidak dapat melihat bahwa arsip berubah, atau panjangnya',
    },
  },
  'cors-preflight': {
    expected: {
      en: '2xx to OPTIONS, with Access-Control-Allow-Headers: Range',
      id: '2xx untuk OPTIONS, dengan Access-Control-Allow-Headers: Range',
    },
    why: {
      en: 'older browsers (Firefox before 117) and readers of the end of a file (bytes=-8) ask before they send Range to another site',
      id: 'peramban lama (Firefox sebelum 117) dan pembaca akhir berkas (bytes=-8) bertanya sebelum mengirim Range ke situs lain',
    },
  },
  compression: {
    expected: {
      en: 'Content-Encoding on text, with Vary: Accept-Encoding, that unpacks to the file',
      id: 'Content-Encoding pada teks, dengan Vary: Accept-Encoding, yang terbuka menjadi berkasnya',
    },
    why: {
      en: 'GeoJSON, tables and scripts weigh a fifth when compressed: it decides how soon a phone shows the map',
      id: 'GeoJSON, tabel dan skrip menjadi seperlimanya bila dikompresi: ini menentukan seberapa cepat ponsel menampilkan peta',
    },
  },
  'cache-pointer': {
    expected: {
      en: 'Cache-Control: no-cache on latest.json and index.html; at most 600 s',
      id: 'Cache-Control: no-cache pada latest.json dan index.html; paling lama 600 s',
    },
    why: {
      en: 'what is kept longer shows the release before',
      id: 'yang disimpan lebih lama menampilkan rilis sebelumnya',
    },
  },
  'cache-release': {
    expected: {
      en: 'Cache-Control: public, max-age=31536000, immutable on releases/ and assets/; at least a day',
      id: 'Cache-Control: public, max-age=31536000, immutable pada releases/ dan assets/; paling sedikit sehari',
    },
    why: {
      en: 'these are named by their content: asking for them again costs time and traffic and changes nothing',
      id: 'semuanya dinamai menurut isinya: meminta ulang memakan waktu dan kuota dan tidak mengubah apa pun',
    },
  },
  missing: {
    expected: {
      en: '404 for a file that is not there, kept for at most 600 s',
      id: '404 untuk berkas yang tidak ada, disimpan paling lama 600 s',
    },
    why: {
      en: 'who asks while a release is being copied must find it a moment later; a page in place of a file looks like a damaged one',
      id: 'yang meminta saat rilis sedang disalin harus menemukannya sesaat kemudian; halaman sebagai ganti berkas tampak seperti berkas rusak',
    },
  },
  revalidate: {
    expected: {
      en: '304 for latest.json when its ETag is known',
      id: '304 untuk latest.json bila ETag-nya dikenal',
    },
    why: {
      en: 'asking whether there is a new release then costs next to nothing',
      id: 'menanyakan rilis baru lalu hampir tanpa biaya',
    },
  },
  transport: {
    expected: {
      en: 'https, no redirects, and no http:// address in the style',
      id: 'https, tanpa pengalihan, dan tanpa alamat http:// dalam gaya',
    },
    why: {
      en: 'a page of https loads nothing of http, and each redirect of a range costs a round trip and may lose the permission (CORS)',
      id: 'halaman https tidak memuat apa pun dari http, dan tiap pengalihan Range menambah satu putaran dan dapat kehilangan izin (CORS)',
    },
  },
}

export const WORDS = {
  en: {
    columns: ['check', 'verdict', 'got'],
    verdict: { pass: 'pass', warn: 'warning', fail: 'FAILS', skipped: 'skipped' },
    asked: 'asked',
    got: 'got',
    expected: 'expected',
    why: 'why',
    mend: 'mend',
    host: 'Host',
    release: 'release',
    redirected: 'Redirected',
    notMade: 'The other checks were not made: they need what is missing.',
    good: 'The host serves the atlas as readers need it.',
    warned: 'The map works from here; what is warned of makes it slower or shuts out some readers.',
    bad: 'The host does not serve the atlas as readers need it.',
  },
  id: {
    columns: ['pemeriksaan', 'hasil', 'diperoleh'],
    verdict: { pass: 'lulus', warn: 'peringatan', fail: 'GAGAL', skipped: 'dilewati' },
    asked: 'diminta',
    got: 'diperoleh',
    expected: 'diharapkan',
    why: 'mengapa',
    mend: 'perbaikan',
    host: 'Host',
    release: 'rilis',
    redirected: 'Dialihkan',
    notMade: 'Pemeriksaan lain tidak dilakukan: bagian yang diperlukan tidak ada.',
    good: 'Host ini melayani atlas seperti yang diperlukan pembaca.',
    warned: 'Peta berjalan dari sini; hal yang diperingatkan memperlambatnya atau menutup sebagian pembaca.',
    bad: 'Host ini tidak melayani atlas seperti yang diperlukan pembaca.',
  },
} as const
