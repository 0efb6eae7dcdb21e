#!/bin/sh
# Builds kafo_VERSION_ARCH.deb in the current folder: the static program, its systemd unit, its papers. Needs Go and dpkg-deb.
set -eu
version=${1:?usage: packaging/deb.sh VERSION}
here=$(cd "$(dirname "$0")/.." && pwd)
arch=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/lib/systemd/system" "$root/usr/share/doc/kafo"
(cd "$here" && CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$root/usr/bin/kafo" ./cmd/kafo)
sed 's#/usr/local/bin/kafo#/usr/bin/kafo#' "$here/packaging/kafo.service" >"$root/lib/systemd/system/kafo.service"
cp "$here/LICENSE" "$here/README.md" "$here/docs/ADMIN.md" "$here/docs/GUIDE.md" "$root/usr/share/doc/kafo/"
cat >"$root/DEBIAN/control" <<EOF
Package: kafo
Version: $version
Architecture: $arch
Section: web
Priority: optional
Maintainer: Kafo <kafo@localhost>
Description: open information system of decentralised cooperation
 Reads censuses, atlas pages and forms value by value, reconciles them and
 publishes an atlas in which every value shows its source.
EOF
dpkg-deb --root-owner-group --build "$root" "kafo_${version}_${arch}.deb"
