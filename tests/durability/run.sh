#!/usr/bin/env bash
# Tries the promise that no acknowledged write is lost (P1), the writer in a process of its own and what it said on
# another file system.
#
#   tests/durability/run.sh kill N COUNTS    kill -9 after 5 to 500 ms, N times over on one register (T1)
#   tests/durability/run.sh power N COUNTS   power cuts on a loop-mounted ext4, N times (T2); as root. A self-test writes
#                                            with synchronous=NORMAL and must lose something, or nothing is proved.
#
#   tests/durability/run.sh full N COUNTS    the disk is full, then has room again, N times (T5); as root
#
# COUNTS gets "passed failed skipped".
set -uo pipefail
what=$1 times=$2 counts=$3
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d "${TMPDIR:-/tmp}/kafo-durable.XXXXXX")
passed=0 failed=0
mounted=''
cleanup() {
	[ -n "$mounted" ] && umount -l "$work/disk" 2>/dev/null
	rm -rf "$work"
}
trap cleanup EXIT
go build -o "$work/durable" ./tools/durable || exit 1
d="$work/durable"

told() { if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL  $*"; fi; }

# after MS: waits that long after the writer has said its first word.
after() {
	for _ in $(seq 2000); do [ -s "$1" ] && break; sleep 0.01; done
	sleep "$(printf '0.%03d' "$2")"
}

kills() {
	mkdir "$work/register"
	: >"$work/said"
	for i in $(seq "$times"); do
		: >"$work/now"
		"$d" write "$work/register" >"$work/now" 2>"$work/err" &
		local pid=$!
		after "$work/now" $((5 + RANDOM % 495))
		kill -9 $pid && wait $pid 2>/dev/null
		[ -s "$work/now" ] || { cat "$work/err"; failed=$((failed + 1)); continue; }
		cat "$work/now" >>"$work/said"
		told holds
	done
}
holds() { "$d" check "$work/register" <"$work/said" >"$work/out" 2>&1 || { cat "$work/out"; return 1; }; }

disk() {
	mkdir -p "$work/disk"
	truncate -s 64M "$work/image"
	mkfs.ext4 -q -F "$work/image" || return 1
	mount -o loop "$work/image" "$work/disk" || return 1
	mounted=1
}
undisk() {
	umount "$work/disk"
	mounted=''
}

# cut VERB: writes on a disk of its own, takes its power, mounts it again; what was said is in $work/now.
cut() {
	: >"$work/now"
	"$d" "$1" "$work/disk" >"$work/now" 2>/dev/null &
	local pid=$!
	after "$work/now" $((50 + RANDOM % 450))
	"$d" cut "$work/disk"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	undisk
	mount -o loop "$work/image" "$work/disk" && mounted=1
}

powers() {
	local lost=0
	for i in $(seq "$times"); do
		disk || { failed=$((failed + 1)); return; }
		"$d" check "$work/disk" </dev/null >/dev/null # the schema is there before the power goes
		sync
		cut write
		told holds_on_disk
		undisk
	done
	for i in 1 2 3; do
		disk || { failed=$((failed + 1)); return; }
		"$d" count "$work/disk" </dev/null >/dev/null
		sync
		cut naive
		lost=$((lost + $("$d" count "$work/disk" <"$work/now" || echo 0)))
		undisk
	done
	echo "with synchronous=NORMAL $lost acknowledged writes were lost in 3 cuts"
	told test "$lost" -gt 0
}
holds_on_disk() { [ -s "$work/now" ] && "$d" check "$work/disk" <"$work/now"; }

# fulls fills a small file system while the writer writes: it must end without acknowledging more, what it had said must
# be there, also while the disk is full, and with room it must go on without repair.
fulls() {
	local i
	for i in $(seq "$times"); do
		mkdir -p "$work/disk"
		mount -t tmpfs -o size=12m tmpfs "$work/disk" && mounted=1 || { failed=$((failed + 1)); return; }
		head -c 6M /dev/zero >"$work/disk/ballast"
		: >"$work/now"
		timeout 120 "$d" write "$work/disk" >"$work/now" 2>"$work/err"
		told test "$?" -eq 1
		told grep -q 'store.full' "$work/err"
		told holds_on_disk
		rm "$work/disk/ballast"
		: >"$work/more"
		"$d" write "$work/disk" >"$work/more" 2>/dev/null &
		local pid=$!
		after "$work/more" 200
		kill -9 $pid && wait $pid 2>/dev/null
		cat "$work/more" >>"$work/now"
		told test -s "$work/more"
		told holds_on_disk
		undisk
	done
}

case $what in
full) fulls ;;
kill) kills ;;
power) powers ;;
*) exit 2 ;;
esac
echo "$passed $failed 0" >"$counts"
[ "$failed" -eq 0 ]
