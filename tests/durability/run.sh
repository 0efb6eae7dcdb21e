#!/usr/bin/env bash
# Tries the promise that no acknowledged write is lost (P1), the writer in a process of its own and what it said on
# another file system.
#
#   tests/durability/run.sh kill N COUNTS    kill -9 after 5 to 500 ms, N times over on one register (T1)
#   tests/durability/run.sh power N COUNTS   power cuts on a loop-mounted ext4, N times (T2); as root. A self-test writes
#                                            with synchronous=NORMAL and must lose something, or nothing is proved.
#
#   tests/durability/run.sh full N COUNTS    the disk is full, then has room again, N times (T5); as root
#   tests/durability/run.sh faults N COUNTS  the disk refuses to keep, to take, to open: from the first to the Nth time that it
#                                            is asked, once and for good (T4); strace lies to the program
#   tests/durability/run.sh verbs N COUNTS   kill -9 where a backup, a restore, an import, an export, a migration, a print, a freeze, an asking asks the disk
#                                            for something, N times each (T41): no part under a final name, and a rerun completes
#   tests/durability/run.sh guards 1 COUNTS  a network file system, a read-only one, another's register, a second server (T42)
#   tests/durability/run.sh postgres N COUNTS  PostgreSQL is restarted and killed under load, N times in four ways (T7)
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
	[ -e "$work/pg/data/postmaster.pid" ] && ctl -m immediate stop
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
		# every write of every kill is looked for at each twentieth and at the last: each time would take hours
		if [ $((i % 20)) -eq 0 ] || [ "$i" -eq "$times" ]; then told holds; else told holds "$work/now"; fi
	done
}
holds() { "$d" check "$work/register" <"${1:-$work/said}" >"$work/out" 2>&1 || { cat "$work/out"; return 1; }; }

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
	local heard
	heard=$("$d" cut "$work/disk" "$work/now")
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	mv "$work/now" "$work/all"
	head -c "$heard" "$work/all" >"$work/now"
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
	controls
	echo "with synchronous=NORMAL $lost acknowledged writes were lost in 3 cuts"
	told test "$lost" -gt 0
}
# controls: what the way of cutting takes of a plain file. What was said before the cut is there; of what was said while it
# was at work, which is why that is not counted against the register, the last may be gone.
controls() {
	local i there gone=0
	for i in $(seq "$times"); do
		disk || { failed=$((failed + 1)); return; }
		sync
		cut plain
		there=$(wc -l <"$work/disk/plain")
		told test "$there" -ge "$(wc -l <"$work/now")"
		[ "$there" -lt "$(wc -l <"$work/all")" ] && gone=$((gone + 1))
		undisk
	done
	echo "a plain file, each line made to last by the system, lost a line said during the cut in $gone of $times cuts"
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

# faults: whatever the disk refuses, nothing is acknowledged that is not there afterwards; and each kind of refusal was met.
faults() {
	local kind calls error k met
	for kind in 'fsync,fdatasync EIO +' 'fsync,fdatasync EIO' 'pwrite64 ENOSPC +' 'pwrite64 EIO' 'openat EMFILE +'; do
		set -- $kind
		calls=$1 error=$2 met=0
		for k in $(seq "$times"); do
			rm -rf "$work/register" && mkdir "$work/register"
			"$d" check "$work/register" </dev/null >/dev/null
			strace -f -qq -o /dev/null -e trace="$calls" -e inject="$calls:error=$error:when=$k${3:-}" "$d" insist "$work/register" 1 >"$work/said" 2>"$work/err"
			[ -s "$work/err" ] && met=$((met + 1))
			told holds
		done
		echo "$calls $error${3:-}: $met of $times runs met it, none lost what it had acknowledged unless a line above says so"
		told test "$met" -gt 0
	done
}

# what a program asks of a disk when it changes something
asked=openat,mkdirat,pwrite64,fsync,fdatasync,renameat,renameat2,unlinkat,ftruncate

# shot K DATA COMMAND…: kills a command where one of its threads asks the disk for the Kth time; true if it was killed.
shot() {
	local k=$1 data=$2
	shift 2
	{ KAFO_DATA="$work/$data" strace -f -qq -o /dev/null -e trace=$asked -e inject=$asked:signal=KILL:when="$k" "$work/kafo" "$@" >"$work/out" 2>&1; } 2>/dev/null
	[ $? -eq 137 ]
}

k() { local data=$1; shift; KAFO_DATA="$work/$data" "$work/kafo" "$@"; }
kept() { for what in records partnerships organisations findings; do k "$1" export $what; done | sha256sum; }
same() { [ "$(kept "$1")" = "$source" ] || { echo "$1 is not the register that it was made from"; return 1; }; }
documents="tests/browser/fixtures/recensement.txt internal/format/atlaspage/testdata/action_bars.txt"

begin_backup() { rm -f "$work/b.tar.gz"; }
command_backup() { echo src backup "$work/b.tar.gz"; }
proves_backup() { [ ! -e "$work/b.tar.gz" ] || { k src restore --check "$work/b.tar.gz" && rm "$work/b.tar.gz"; } && k src backup "$work/b.tar.gz" && k src restore --check "$work/b.tar.gz"; }

begin_restore() { rm -rf "$work/r"; }
command_restore() { echo r restore "$work/whole.tar.gz"; }
proves_restore() { { [ -e "$work/r/kafo.sqlite" ] || k r restore "$work/whole.tar.gz"; } && k r verify && same r; }

begin_import() { rm -rf "$work/r"; }
command_import() { echo r import $documents; }
proves_import() { k r import $documents && k r verify && same r; }

begin_export() { rm -f "$work/f.ndjson"; }
command_export() { echo src export records --out "$work/f.ndjson"; }
proves_export() { { [ ! -e "$work/f.ndjson" ] || cmp "$work/f.ndjson" "$work/records"; } && k src export records --out "$work/f.ndjson" && cmp "$work/f.ndjson" "$work/records"; }

begin_migrate() { rm -rf "$work/r"; mkdir "$work/r"; "$d" old "$work/r" 2; }
command_migrate() { echo r migrate; }
proves_migrate() { k r migrate && "$d" check "$work/r" </dev/null && [ "$(k r export records | wc -l)" -eq 200 ] && [ -s "$work/r/before-migration-2.sqlite" ]; }

begin_print() { rm -f "$work/p.odt"; }
command_print() { echo src recueil print 1 --format odt --out "$work/p.odt"; }
proves_print() { { [ ! -e "$work/p.odt" ] || cmp "$work/p.odt" "$work/recueil.odt"; } && k src recueil print 1 --format odt --out "$work/p.odt" && cmp "$work/p.odt" "$work/recueil.odt"; }

# an edition is there with all its fiches, or not at all
begin_freeze() { rm -rf "$work/r"; cp -r "$work/src" "$work/r"; }
command_freeze() { echo r recueil freeze --title Seconde --series essai; }
proves_freeze() {
	[ "$(k r recueil list | wc -l)" -eq 2 ] || k r recueil freeze --title Seconde --series essai || return 1
	k r verify && [ "$(k r recueil list | grep -o '([0-9]*)$' | sort -u | wc -l)" -eq 1 ] && k r recueil print 2 --format odt >/dev/null
}

# all are asked or nobody is; a rerun asks whom it did not, and nobody twice
begin_ask() { rm -rf "$work/r"; cp -r "$work/src" "$work/r"; }
command_ask() { echo r campaign ask 1; }
asked_of() { k r campaign show 1 --json | grep -o '"asked":[0-9]*'; }
proves_ask() {
	case $(asked_of) in '' | '"asked":3') ;; *) echo "some are asked"; return 1 ;; esac
	k r campaign ask 1 && [ "$(asked_of)" = '"asked":3' ] && [ "$(k r campaign links 1 | wc -l)" -eq 4 ] && k r verify
}

# most_of VERB: a power of two such that a kill at that request of a thread was seen to meet the command.
most_of() {
	local most=1
	while begin_$1; shot $((most * 2)) $(command_$1); do most=$((most * 2)); done
	echo $most
}

# killed_in VERB MOST: kills it somewhere up to there. Threads share the work differently each time, so that a late request
# may not come: it is drawn again, earlier each time.
killed_in() {
	local most=$2
	while begin_$1; ! shot $((1 + RANDOM % most)) $(command_$1); do
		[ "$most" -gt 1 ] || return 1
		most=$((most / 2))
	done
}

verbs() {
	local verb most i
	CGO_ENABLED=0 go build -trimpath -o "$work/kafo" ./cmd/kafo || exit 1
	k src import $documents >/dev/null && k src backup "$work/whole.tar.gz" >/dev/null && k src export records >"$work/records" || exit 1
	k src recueil freeze --title Premiere --series essai >/dev/null && k src recueil print 1 --format odt >"$work/recueil.odt" || exit 1
	k src campaign create Recensement --held-by Atelier --reach 0199004711 --opens 2032-01-01 --closes 2032-12-31 >/dev/null || exit 1
	source=$(kept src)
	for verb in backup restore import export migrate print freeze ask; do
		most=$(most_of $verb)
		for i in $(seq "$times"); do
			told killed_in $verb "$most"
			told proves_$verb >"$work/proof" 2>&1
			grep -q '^FAIL' "$work/proof" && cat "$work/proof"
		done
		echo "$verb: killed $times times, within $most requests of a thread to the disk"
	done
}

# refused WORDS COMMAND…: it ends with 1 and says so.
refused() {
	local words=$1
	shift
	"$@" >"$work/out" 2>&1
	[ $? -eq 1 ] && grep -q "$words" "$work/out" && ! grep -q 'goroutine\|SQLITE' "$work/out" || { cat "$work/out"; return 1; }
}

guards() {
	CGO_ENABLED=0 go build -trimpath -o "$work/kafo" ./cmd/kafo || exit 1
	chmod 755 "$work"
	# strace puts the number of NFS into what the system says of the folder
	told refused 'NFS' strace -f -qq -o /dev/null -e trace=statfs -e inject=statfs:poke_exit=@arg2=6969000000000000 env KAFO_DATA="$work/network" "$work/kafo" import $documents
	told test ! -e "$work/network/kafo.sqlite"
	k src import $documents >/dev/null || exit 1
	for command in 'import tests/browser/fixtures/recensement.txt' 'export records' doctor serve; do
		told refused "appartient pas" runuser -u nobody -- env KAFO_DATA="$work/src" "$work/kafo" $command
	done
	mkdir -p "$work/disk" && mount -t tmpfs tmpfs "$work/disk" && mounted=1 || exit 1
	cp -r "$work/src/." "$work/disk" && mount -o remount,ro "$work/disk"
	for command in 'import tests/browser/fixtures/recensement.txt' 'export records' doctor serve; do
		told refused 'lecture seule' env KAFO_DATA="$work/disk" "$work/kafo" $command
	done
	umount "$work/disk" && mounted=''
	KAFO_DATA="$work/src" KAFO_LISTEN=127.0.0.1:0 "$work/kafo" serve >"$work/said" 2>"$work/log" &
	local pid=$!
	after "$work/said" 100
	told refused 'un autre serveur' env KAFO_DATA="$work/src" KAFO_LISTEN=127.0.0.1:0 "$work/kafo" serve
	told k src export partnerships >/dev/null # commands go on beside the server
	kill -9 $pid && wait $pid 2>/dev/null
	KAFO_DATA="$work/src" KAFO_LISTEN=127.0.0.1:0 "$work/kafo" serve >"$work/said" 2>"$work/log" &
	pid=$!
	after "$work/said" 100
	told test -s "$work/said" # a killed server leaves no lock behind
	kill $pid && wait $pid 2>/dev/null
}

# --- PostgreSQL of our own, as durable as it comes

pg() { (cd "$work/pg" && if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi); }
ctl() { pg "$bin/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" -o "-p $port -k $work/pg -c listen_addresses=127.0.0.1" "$@" >/dev/null; }
postmaster() { head -1 "$work/pg/data/postmaster.pid"; }

fall() {
	case $1 in
	fast | immediate) ctl -m "$1" restart ;;
	backend) kill -9 "$(pgrep -P "$(postmaster)" -f "$(printf '127.0.0.1')" | head -1)" ;;
	postmaster) local pid left; pid=$(postmaster); left=$(pgrep -P "$pid"); kill -9 "$pid"; orphans $left; rm -f "$work/pg/data/postmaster.pid"; ctl start ;;
	esac
}

# resumes: within ten seconds of the server's being there again something more is acknowledged.
# orphans waits until the processes of a killed postmaster have noticed and are gone: before that none may take its place.
orphans() {
	local one
	for one in "$@"; do
		for _ in $(seq 300); do kill -0 "$one" 2>/dev/null || break; sleep 0.1; done
	done
}

resumes() {
	local before
	before=$(wc -l <"$work/said")
	for _ in $(seq 100); do
		[ "$(wc -l <"$work/said")" -gt "$before" ] && return 0
		sleep 0.1
	done
	return 1
}

postgres() {
	bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1) port=$((20000 + RANDOM % 20000))
	mkdir "$work/pg" && chmod 755 "$work" && { [ "$(id -u)" -ne 0 ] || chown postgres "$work/pg"; }
	pg "$bin/initdb" -D "$work/pg/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null && ctl start || exit 1
	local dsn="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable" i how seconds=$((times * 40 + 10))
	CGO_ENABLED=0 go build -trimpath -o "$work/kafo" ./cmd/kafo || exit 1
	KAFO_DATABASE_URL=$dsn KAFO_DATA="$work/web" KAFO_LISTEN=127.0.0.1:0 "$work/kafo" serve >"$work/address" 2>"$work/log" &
	local server=$!
	after "$work/address" 500
	"$d" ask "$(grep -o 'http://127[^ /]*' "$work/address" | head -1)" "$seconds" >"$work/answers" 2>&1 &
	local asker=$!
	"$d" insist "$dsn" "$seconds" >"$work/said" 2>"$work/err" &
	local writer=$!
	after "$work/said" 500
	for i in $(seq "$times"); do
		for how in fast immediate backend postmaster; do
			fall $how
			told resumes
			sleep 2
		done
	done
	wait $writer
	told wait $asker
	cat "$work/answers"
	kill $server && wait $server 2>/dev/null
	echo "$(wc -l <"$work/said") acknowledged, $(wc -l <"$work/err") writes were refused meanwhile"
	told test -s "$work/err"
	told "$d" check "$dsn" <"$work/said"
	ctl -m immediate stop
}

case $what in
faults) faults ;;
full) fulls ;;
guards) guards ;;
kill) kills ;;
postgres) postgres ;;
power) powers ;;
verbs) verbs ;;
*) exit 2 ;;
esac
echo "$passed $failed 0" >"$counts"
[ "$failed" -eq 0 ]
