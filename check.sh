#!/usr/bin/env bash
# Checks all of Kafo. Go 1.26 is the only thing assumed.
#
#   ./check.sh         everything; on Debian, as root, it first installs what it lacks
#   ./check.sh fast    without packages, PostgreSQL and browser
#   ./check.sh all     everything, and what takes long: hundreds of killed writers, power cuts, faults of disks (as root)
#
# The last line is "N passed, N failed, N skipped"; the lines above it say why. Exit is 0 only if nothing failed.
set -uo pipefail
cd "$(dirname "$0")" || exit 2

case "${1:-full}" in
full | fast) mode=${1:-full} long='' ;;
all) mode=full long=1 ;;
*) echo "usage: ./check.sh [fast|all]" >&2; exit 2 ;;
esac

STATICCHECK=honnef.co/go/tools/cmd/staticcheck@v0.8.2
TEMPL=github.com/a-h/templ/cmd/templ@v0.3.977
SQLC=github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1

work=$(mktemp -d "${TMPDIR:-/tmp}/kafo-check.XXXXXX")
chmod 755 "$work" # PostgreSQL's own user must reach its folder
passed=0 failed=0 skipped=0
notes=()
pgbin=''

cleanup() {
	[ -n "$pgbin" ] && as_postgres "$pgbin/pg_ctl" -D "$work/pg/data" -m immediate -w stop >/dev/null 2>&1
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# step NAME COMMAND…: one check that passes or fails as a whole.
step() {
	local name=$1 start=$SECONDS
	shift
	if "$@" >"$work/step.log" 2>&1; then
		passed=$((passed + 1))
		printf 'ok    %-28s %4ds\n' "$name" $((SECONDS - start))
	else
		failed=$((failed + 1))
		printf 'FAIL  %-28s %4ds\n' "$name" $((SECONDS - start))
		cat "$work/step.log"
		return 1
	fi
}

# counted NAME FILE COMMAND…: a check that writes "passed failed skipped" to FILE; without them it has failed.
counted() {
	local name=$1 file=$2 start=$SECONDS p f s
	shift 2
	"$@"
	local code=$?
	if read -r p f s 2>/dev/null <"$file"; then
		passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
		[ "$code" -ne 0 ] && [ "$f" -eq 0 ] && failed=$((failed + 1))
	else
		p=0 f=1 s=0 failed=$((failed + 1))
	fi
	printf '%-5s %-28s %4ds  %d passed, %d failed, %d skipped\n' "$([ "$code" -eq 0 ] && echo ok || echo FAIL)" \
		"$name" $((SECONDS - start)) "$p" "$f" "$s"
}

formatted() {
	local list
	list=$(git ls-files -co --exclude-standard '*.go' | grep -v '_templ\.go$' | while read -r f; do [ -f "$f" ] && echo "$f"; done | xargs gofmt -l) || return 1
	[ -z "$list" ] || { echo "not formatted (gofmt -w):"; echo "$list"; return 1; }
}

go_tests() { go test -json -p 2 -timeout 15m ./... 2>"$work/go.err" | go run ./tools/tally "$work/go.counts"; local r=$?; cat "$work/go.err" >&2; return $r; }

# generated NAME PATTERN COMMAND…: running the generator changes nothing.
unchanged() {
	local pattern=$1 before after
	shift
	before=$(sums "$pattern")
	"$@" || return 1
	after=$(sums "$pattern")
	[ "$before" = "$after" ] || { echo "generated files were out of date; they are regenerated now, commit them:"; diff <(echo "$before") <(echo "$after"); return 1; }
}
sums() { git ls-files -co --exclude-standard "$1" | sort | xargs sha256sum; }

# --- what a bare Debian lacks ---------------------------------------------------------------------------------------

lacking() {
	[ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
	command -v git >/dev/null || echo git
	ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || echo postgresql-15
	command -v chromium >/dev/null || echo chromium
	command -v node >/dev/null || echo nodejs
	command -v npm >/dev/null || echo npm
	command -v xmllint >/dev/null || echo libxml2-utils
	command -v pdftotext >/dev/null || echo poppler-utils
	command -v soffice >/dev/null || echo libreoffice-writer-nogui
	command -v lynx >/dev/null || echo lynx
	command -v strace >/dev/null || echo strace
	[ -z "$long" ] || command -v mkfs.ext4 >/dev/null || echo e2fsprogs
	[ -z "$long" ] || command -v pgrep >/dev/null || echo procps
}

install_lacking() {
	local packages
	packages=$(lacking)
	[ -z "$packages" ] && return 0
	if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
		echo "please install:" $packages
		return 1
	fi
	export DEBIAN_FRONTEND=noninteractive
	apt-get -o DPkg::Lock::Timeout=300 update &&
		apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $packages
}

# --- PostgreSQL of our own --------------------------------------------------------------------------------------------

as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

free_port() {
	local port
	for _ in $(seq 50); do
		port=$((20000 + RANDOM % 20000))
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
	done
	return 1
}

start_postgres() {
	local port bin
	bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1) && port=$(free_port) || return 1
	mkdir -p "$work/pg"
	[ "$(id -u)" -eq 0 ] && chown postgres "$work/pg"
	( cd "$work/pg" && as_postgres "$bin/initdb" -D "$work/pg/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 ) || return 1
	pgbin=$bin
	# Durability is of no use to a server that lives for minutes, and costs half of the time.
	( cd "$work/pg" && as_postgres "$bin/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" \
		-o "-p $port -k $work/pg -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start ) || return 1
	export KAFO_TEST_PG="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
}

# --- browser ------------------------------------------------------------------------------------------------------------

# Debian 12 has Node 18, the browser driver asks for 20: then Node comes from npm too, out of its own lock file.
npm_packages() {
	(cd tests/browser && npm ci --no-audit --no-fund --ignore-scripts) || return 1
	[ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || (cd tests/browser/node && npm ci --no-audit --no-fund --ignore-scripts)
}

public_lock() { ! grep -H '"resolved"' tests/browser/package-lock.json tests/browser/node/package-lock.json tools/refdata/package-lock.json; }

node_bin() {
	local own
	own=$(ls -d tests/browser/node/node_modules/node-linux-*/bin/node 2>/dev/null | head -1)
	if [ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || [ -z "$own" ]; then command -v node; else realpath "$own"; fi
}

browser_tests() {
	local out=$work/browser.tap code
	KAFO_BIN=$work/kafo CHROMIUM=$(command -v chromium) timeout 3000 "$(node_bin)" --test --test-reporter=tap tests/browser/*.test.mjs >"$out" 2>&1
	code=$?
	awk '/^# (pass|fail|cancelled|skipped|todo) [0-9]+$/ {n[$2] += $3} END {if (!("pass" in n)) exit 1; print n["pass"], n["fail"] + n["cancelled"], n["skipped"] + n["todo"]}' "$out" >"$work/browser.counts"
	[ "$code" -eq 0 ] || cat "$out"
	sed -n 's/.*# SKIP \(.*\)/skipped: 1 × \1/p' "$out"
	return "$code"
}

# --- the run ------------------------------------------------------------------------------------------------------------

if [ "$mode" = full ]; then
	step 'system packages' install_lacking
	if step 'PostgreSQL of our own' start_postgres; then notes+=("stores ran on SQLite and on PostgreSQL"); else notes+=("stores did not run on PostgreSQL: it did not start"); fi
else
	notes+=("PostgreSQL, browser and generated code: left out (fast)")
	[ -n "${KAFO_TEST_PG:-}" ] && notes+=("stores ran on the PostgreSQL that KAFO_TEST_PG names")
fi

step 'gofmt' formatted
step 'go vet' go vet ./...
step 'staticcheck' go run "$STATICCHECK" ./...
step 'lock files name no host' public_lock
if [ "$mode" = full ]; then
	step 'templ generate: no change' unchanged '*_templ.go' go run "$TEMPL" generate
	step 'sqlc generate: no change' unchanged 'internal/*/db/*.go' env CGO_ENABLED=0 go run "$SQLC" generate
fi
counted 'go test' "$work/go.counts" go_tests
counted 'killed writers' "$work/kill.counts" tests/durability/run.sh kill "$([ -n "$long" ] && echo 300 || echo 10)" "$work/kill.counts"
if [ "$mode" = full ]; then
	counted 'killed commands' "$work/verbs.counts" tests/durability/run.sh verbs "$([ -n "$long" ] && echo 60 || echo 4)" "$work/verbs.counts"
else
	notes+=("killed commands: left out (fast)")
fi
if [ "$mode" = full ] && [ "$(id -u)" -eq 0 ]; then
	counted 'guards of the register' "$work/guards.counts" tests/durability/run.sh guards 1 "$work/guards.counts"
	counted 'full disk' "$work/full.counts" tests/durability/run.sh full "$([ -n "$long" ] && echo 3 || echo 1)" "$work/full.counts"
else
	notes+=("read-only, full and others' disks: left out (./check.sh, as root)")
fi
if [ -n "$long" ]; then
	counted 'power cuts' "$work/power.counts" tests/durability/run.sh power 100 "$work/power.counts"
	step 'known and unknown addresses' env KAFO_TIMING=1500 go test ./internal/web -count=1 -run TestTheClockTellsNobodyWhoIsKnown
	counted 'faults of disks' "$work/faults.counts" tests/durability/run.sh faults 30 "$work/faults.counts"
	counted 'falls of PostgreSQL' "$work/postgres.counts" tests/durability/run.sh postgres 3 "$work/postgres.counts"
else
	notes+=("power cuts, faults of disks, falls of PostgreSQL and the timing of sign-ins: left out (./check.sh all, as root)")
fi

if [ "$mode" = full ]; then
	if step 'npm packages' npm_packages && step 'build' env CGO_ENABLED=0 go build -trimpath -o "$work/kafo" ./cmd/kafo; then
		counted 'browser' "$work/browser.counts" browser_tests
	else
		notes+=("browser tests did not run")
	fi
fi

if [ -n "${KAFO_SHARED:-}" ] && [ -d "$KAFO_SHARED" ] || [ -d ../shared ]; then
	notes+=("tests on the seeds ran")
else
	notes+=("tests on the seeds did not run: ../shared is absent")
fi
printf '%s\n' "${notes[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
