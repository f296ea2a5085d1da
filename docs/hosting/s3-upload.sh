#!/bin/sh
# Copies a published folder to S3 or R2: each file with its media type and Cache-Control, data first, pointer last, so that
# what was published before is served whole until the last moment. What is there already is not sent again.
#
#     sh s3-upload.sh output/<city>/public s3://BUCKET/atlas
#     sh s3-upload.sh output/<city>/public s3://BUCKET --endpoint-url https://ACCOUNT.r2.cloudflarestorage.com
#
# Needs the AWS command line (aws), signed in. Releases that the folder no longer has are deleted last, nothing else.
set -eu
if [ $# -lt 2 ]; then
  echo "usage: s3-upload.sh FOLDER s3://BUCKET[/PATH] [options of aws]" >&2
  exit 2
fi
folder=$1 target=${2%/}
shift 2
if [ ! -f "$folder/latest.json" ]; then
  echo "s3-upload.sh: $folder holds no latest.json: give the folder public that petakumuh wrote" >&2
  exit 2
fi

for_good='public, max-age=31536000, immutable'

# Names with a dot are no releases: what a removal that was cut short may have left.
# media type, Cache-Control, filters and options of aws
send() {
  type=$1 cache=$2
  shift 2
  for part in assets releases; do
    if [ -n "$type" ]; then
      aws s3 sync "$folder/$part" "$target/$part" --size-only --only-show-errors --cache-control "$cache" --content-type "$type" "$@"
    else
      aws s3 sync "$folder/$part" "$target/$part" --size-only --only-show-errors --cache-control "$cache" "$@"
    fi
  done
}

# The types that aws does not know everywhere; archives forbid proxies to compress them.
send application/vnd.pmtiles "$for_good, no-transform" --exclude '*' --include '*.pmtiles' --exclude '.*' "$@"
send application/vnd.apache.parquet "$for_good, no-transform" --exclude '*' --include '*.parquet' --exclude '.*' "$@"
send application/geo+json "$for_good" --exclude '*' --include '*.geojson' --exclude '.*' "$@"
send application/ld+json "$for_good" --exclude '*' --include '*.jsonld' --exclude '.*' "$@"
send text/javascript "$for_good" --exclude '*' --include '*.js' --exclude '.*' "$@"
send 'text/csv; charset=utf-8' "$for_good" --exclude '*' --include '*.csv' --exclude '.*' "$@"
send 'text/markdown; charset=utf-8' "$for_good" --exclude '*' --include '*.md' --exclude '.*' "$@"
send application/xml "$for_good" --exclude '*' --include '*.qml' --include '*.qlr' --exclude '.*' "$@"
send '' "$for_good" --exclude '*.pmtiles' --exclude '*.parquet' --exclude '*.geojson' --exclude '*.jsonld' --exclude '*.js' \
  --exclude '*.csv' --exclude '*.md' --exclude '*.qml' --exclude '*.qlr' --exclude '.*' "$@"

aws s3 cp "$folder/index.html" "$target/index.html" --only-show-errors --cache-control no-cache --content-type 'text/html; charset=utf-8' "$@"
aws s3 cp "$folder/latest.json" "$target/latest.json" --only-show-errors --cache-control no-cache --content-type application/json "$@"

aws s3 rm "$target/releases" --recursive --only-show-errors --exclude '*' --include '.*' "$@"
aws s3 sync "$folder/releases" "$target/releases" --size-only --delete --only-show-errors --exclude '.*' "$@"
