import type { Answer } from './client.ts'
import { header, type Text } from './finding.ts'
import type { Check } from './words.ts'

/** Hosts whose way of being set is known. */
export type KnownHost = 'nginx' | 'caddy' | 'apache' | 's3' | 'cloudflare' | 'github-pages'

const SIGNS: [KnownHost, (answer: Answer) => boolean][] = [
  ['github-pages', (answer) => /^github\.com/i.test(server(answer))],
  ['s3', (answer) => /^amazons3/i.test(server(answer)) || header(answer, 'x-amz-request-id') !== undefined],
  ['cloudflare', (answer) => /^cloudflare/i.test(server(answer)) || header(answer, 'cf-ray') !== undefined],
  ['nginx', (answer) => /nginx|openresty/i.test(server(answer))],
  ['caddy', (answer) => /caddy/i.test(server(answer))],
  ['apache', (answer) => /apache|litespeed/i.test(server(answer))],
]

const server = (answer: Answer) => header(answer, 'server') ?? ''

/** Which host answers, by what it says of itself; null where it is none of the known. */
export function knownHost(answer: Answer): KnownHost | null {
  return SIGNS.find(([, isIt]) => isIt(answer))?.[0] ?? null
}

type Group =
  | 'absent'
  | 'address'
  | 'copy'
  | 'type'
  | 'range'
  | 'gzip'
  | 'etag'
  | 'cors'
  | 'text'
  | 'cache'
  | 'https'

const GROUPS: Record<Check, Group> = {
  pointer: 'address',
  manifest: 'copy',
  page: 'copy',
  files: 'copy',
  archive: 'copy',
  'page-type': 'type',
  'media-type': 'type',
  range: 'range',
  'range-beyond': 'range',
  'if-range': 'range',
  'range-gzip': 'gzip',
  encoding: 'gzip',
  etag: 'etag',
  revalidate: 'etag',
  cors: 'cors',
  'cors-expose': 'cors',
  'cors-preflight': 'cors',
  compression: 'text',
  'cache-pointer': 'cache',
  'cache-release': 'cache',
  missing: 'absent',
  transport: 'https',
}

/** How what a check found is mended on a host. */
export function mendFor(check: Check, host: KnownHost | null): Text {
  const ways = MENDS[GROUPS[check]]
  return (host === null ? undefined : ways[host]) ?? ways.any
}

const shipped = (file: string, en: string, id: string): Text => ({
  en: `include docs/hosting/${file} as it is; ${en}`,
  id: `sertakan docs/hosting/${file} apa adanya; ${id}`,
})
const both = (en: string, id: string): Text => ({ en, id })

const PAGES_CANNOT = both(
  'GitHub Pages takes no settings of headers: live with it, or move to a host of docs/hosting.md',
  'GitHub Pages tidak menerima setelan header: terima apa adanya, atau pindah ke host dalam docs/hosting.md',
)

const MENDS: Record<Group, Partial<Record<KnownHost, Text>> & { any: Text }> = {
  absent: {
    any: both(
      'answer 404 for what is not there, without Cache-Control: immutable and without a page in its place (try_files, ErrorDocument, error page of the bucket)',
      'jawab 404 untuk yang tidak ada, tanpa Cache-Control: immutable dan tanpa halaman pengganti (try_files, ErrorDocument, halaman galat bucket)',
    ),
  },
  address: {
    any: both(
      'give the address of the folder that holds latest.json; where it is the right one, copy output/<city>/public there again as a whole',
      'berikan alamat folder yang memuat latest.json; bila sudah benar, salin ulang output/<kota>/public ke sana seluruhnya',
    ),
  },
  copy: {
    any: both(
      'copy output/<city>/public again as a whole, latest.json and index.html last; see that no proxy rewrites files',
      'salin ulang output/<kota>/public seluruhnya, latest.json dan index.html terakhir; pastikan tidak ada proksi yang mengubah berkas',
    ),
    s3: both(
      'copy again with docs/hosting/s3-upload.sh; s3 serves index.html for a folder only through its website endpoint or CloudFront with a default root object',
      'salin ulang dengan docs/hosting/s3-upload.sh; s3 menampilkan index.html untuk folder hanya lewat website endpoint atau CloudFront dengan default root object',
    ),
    cloudflare: both(
      'copy again with docs/hosting/s3-upload.sh; R2 serves no index.html for a folder: add the transform rule told there',
      'salin ulang dengan docs/hosting/s3-upload.sh; R2 tidak menampilkan index.html untuk folder: tambahkan aturan transform di sana',
    ),
  },
  type: {
    any: both(
      'tell the host the types of .pmtiles, .parquet and .geojson: docs/hosting.md has them',
      'beri tahu host tipe .pmtiles, .parquet dan .geojson: ada di docs/hosting.md',
    ),
    nginx: shipped('nginx.conf', 'it adds the missing types', 'di sana tipe yang kurang ditambahkan'),
    caddy: shipped('Caddyfile', 'it adds the missing types', 'di sana tipe yang kurang ditambahkan'),
    apache: shipped('htaccess', 'it adds the missing types', 'di sana tipe yang kurang ditambahkan'),
    s3: both('copy again with docs/hosting/s3-upload.sh', 'salin ulang dengan docs/hosting/s3-upload.sh'),
    cloudflare: both(
      'copy again with docs/hosting/s3-upload.sh',
      'salin ulang dengan docs/hosting/s3-upload.sh',
    ),
  },
  range: {
    any: both(
      'serve the folder as plain files, and pass Range and If-Range through every proxy in front',
      'layani folder sebagai berkas biasa, dan teruskan Range serta If-Range lewat setiap proksi di depannya',
    ),
    nginx: both(
      'nginx answers ranges of files by itself: look for max_ranges 0, proxy_cache without slice, or an application between',
      'nginx menjawab Range untuk berkas dengan sendirinya: cari max_ranges 0, proxy_cache tanpa slice, atau aplikasi di antaranya',
    ),
    apache: both(
      'look for Header unset Accept-Ranges, MaxRanges none, or a script that sends the files',
      'cari Header unset Accept-Ranges, MaxRanges none, atau skrip yang mengirim berkas',
    ),
  },
  gzip: {
    any: both(
      'compress text only, never .pmtiles and .parquet: on the host and on every proxy (CDN, WAF) in front; Cache-Control: no-transform forbids it to proxies',
      'kompresi teks saja, jangan .pmtiles dan .parquet: pada host dan setiap proksi (CDN, WAF) di depannya; Cache-Control: no-transform melarang proksi',
    ),
    nginx: shipped(
      'nginx.conf',
      'its gzip_types lists text alone: no gzip_types * and no application/octet-stream anywhere',
      'gzip_types-nya hanya teks: jangan gzip_types * atau application/octet-stream di mana pun',
    ),
    caddy: shipped(
      'Caddyfile',
      'its encode takes text alone, and no request with Range',
      'encode-nya hanya untuk teks dan tidak menyentuh permintaan dengan Range',
    ),
    apache: shipped(
      'htaccess',
      'its SetEnvIf no-gzip lines keep archives and ranges as they are',
      'baris SetEnvIf no-gzip di sana menjaga arsip dan Range apa adanya',
    ),
    cloudflare: both(
      'put the files on R2 itself, with Cache-Control: no-transform, or add a compression rule that turns it off for .pmtiles and .parquet',
      'taruh berkas pada R2 sendiri, dengan Cache-Control: no-transform, atau tambahkan aturan yang mematikan kompresi untuk .pmtiles dan .parquet',
    ),
    'github-pages': both(
      'GitHub Pages compresses archives for who takes gzip, and cuts ranges out of the compressed bytes: up-to-date browsers ask otherwise and draw the map, other readers do not. It cannot be turned off: publish elsewhere (docs/hosting.md)',
      'GitHub Pages mengompresi arsip bagi yang menerima gzip, dan memotong Range dari bita terkompresi: peramban terbaru meminta dengan cara lain dan menggambar peta, pembaca lain tidak. Ini tidak dapat dimatikan: terbitkan di tempat lain (docs/hosting.md)',
    ),
  },
  etag: {
    any: both(
      'let the host send strong ETags that are the same on every machine: copy with times kept (rsync -t), compress no archive',
      'kirim ETag kuat yang sama di setiap mesin: salin dengan waktu berkas (rsync -t), jangan kompresi arsip',
    ),
    nginx: shipped('nginx.conf', 'etag on, and no gzip on archives', 'etag on, dan tanpa gzip pada arsip'),
    apache: shipped('htaccess', 'FileETag MTime Size', 'FileETag MTime Size'),
    'github-pages': PAGES_CANNOT,
  },
  cors: {
    any: both(
      'send Access-Control-Allow-Origin: *, Access-Control-Allow-Headers: Range and Access-Control-Expose-Headers with every file, and 204 to OPTIONS',
      'kirim Access-Control-Allow-Origin: *, Access-Control-Allow-Headers: Range dan Access-Control-Expose-Headers untuk setiap berkas, dan 204 untuk OPTIONS',
    ),
    nginx: shipped(
      'nginx.conf',
      'an add_header in a block below hides those above it',
      'add_header di blok bawah menutupi yang di atasnya',
    ),
    caddy: shipped(
      'Caddyfile',
      'the header block at its end sends them',
      'blok header di akhirnya mengirimkannya',
    ),
    apache: shipped('htaccess', 'its Header lines send them', 'baris Header di sana mengirimkannya'),
    s3: both(
      'aws s3api put-bucket-cors --bucket BUCKET --cors-configuration file://docs/hosting/s3-cors.json',
      'aws s3api put-bucket-cors --bucket BUCKET --cors-configuration file://docs/hosting/s3-cors.json',
    ),
    cloudflare: both(
      'npx wrangler r2 bucket cors set BUCKET --file docs/hosting/r2-cors.json',
      'npx wrangler r2 bucket cors set BUCKET --file docs/hosting/r2-cors.json',
    ),
    'github-pages': PAGES_CANNOT,
  },
  text: {
    any: both(
      'turn compression on for text: HTML, CSS, JavaScript, JSON, GeoJSON, CSV; with Vary: Accept-Encoding',
      'nyalakan kompresi untuk teks: HTML, CSS, JavaScript, JSON, GeoJSON, CSV; dengan Vary: Accept-Encoding',
    ),
    nginx: shipped(
      'nginx.conf',
      'gzip on, gzip_vary on, gzip_types with application/geo+json',
      'gzip on, gzip_vary on, gzip_types dengan application/geo+json',
    ),
    caddy: shipped('Caddyfile', 'encode for text', 'encode untuk teks'),
    apache: shipped('htaccess', 'AddOutputFilterByType DEFLATE', 'AddOutputFilterByType DEFLATE'),
    s3: both(
      'S3 does not compress: put CloudFront in front, with "Compress objects automatically"',
      'S3 tidak mengompresi: pasang CloudFront di depannya, dengan "Compress objects automatically"',
    ),
    'github-pages': PAGES_CANNOT,
  },
  cache: {
    any: both(
      'Cache-Control: no-cache on latest.json and index.html; public, max-age=31536000, immutable on releases/ and assets/',
      'Cache-Control: no-cache pada latest.json dan index.html; public, max-age=31536000, immutable pada releases/ dan assets/',
    ),
    nginx: shipped('nginx.conf', 'its $atlas_cache tells them apart', '$atlas_cache membedakannya'),
    caddy: shipped('Caddyfile', 'its header lines tell them apart', 'baris header-nya membedakannya'),
    apache: shipped('htaccess', 'its Header lines tell them apart', 'baris Header di sana membedakannya'),
    s3: both('copy again with docs/hosting/s3-upload.sh', 'salin ulang dengan docs/hosting/s3-upload.sh'),
    cloudflare: both(
      'copy again with docs/hosting/s3-upload.sh; no rule "Cache everything" over latest.json',
      'salin ulang dengan docs/hosting/s3-upload.sh; tanpa aturan "Cache everything" atas latest.json',
    ),
    'github-pages': PAGES_CANNOT,
  },
  https: {
    any: both(
      'serve with https, and give out the address that answers without a redirect',
      'layani dengan https, dan bagikan alamat yang menjawab tanpa pengalihan',
    ),
  },
}
