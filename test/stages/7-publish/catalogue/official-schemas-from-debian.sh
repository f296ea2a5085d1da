#!/usr/bin/env bash
# Puts the official schemas of STAC and PROJJSON below output/official-schemas, from packages of Debian 13.
# They are unpacked, never installed, with lists and settings of their own: the machine's sources stay as they are.
set -euo pipefail
suite=trixie
schemas="$(cd "$(dirname "$0")/../../../.." && pwd)/output/official-schemas"

. /etc/os-release
mirror=$(apt-get indextargets --no-release-info --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
  awk -v suite="${VERSION_CODENAME:-}" '$1 == suite && $2 == "main" { print $3; exit }')
if [ -z "$mirror" ]; then
  echo "this machine takes no packages from Debian ${VERSION_CODENAME:-}: no official schemas are written" >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/unpacked"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$work/sources.list"
apt() {
  apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
    -o Dir::State::Lists="$work/lists" -o Dir::State::status=/dev/null -o Dir::Cache="$work/cache" \
    -o Acquire::Languages=none -o Acquire::http::Timeout=20 -o APT::Sandbox::User=root "$@"
}
apt update --error-on=any
(cd "$work" && apt download python3-pystac proj-data)
for package in "$work"/*.deb; do dpkg -x "$package" "$work/unpacked"; done

# Where each lies at its authors: pystac/validation/local_validator.py, and the $id of PROJJSON.
put() { install -D -m 644 "$1" "$schemas/$2"; }
for version in "$work"/unpacked/usr/lib/python3/dist-packages/pystac/validation/jsonschemas/stac-spec/v*; do
  for schema in "$version"/*.json; do
    name=$(basename "$schema" .json)
    case "$name" in
      item | catalog | collection) specification=$name-spec ;;
      *) specification=item-spec ;;
    esac
    put "$schema" "schemas.stacspec.org/$(basename "$version")/$specification/json-schema/$name.json"
  done
done
projjson="$work/unpacked/usr/share/proj/projjson.schema.json"
address=$(sed -n 's|^ *"$id": "https://\([^"]*\)".*|\1|p' "$projjson")
put "$projjson" "${address:?the PROJJSON schema says no address}"
echo "wrote the schemas of STAC and PROJJSON below $schemas"
