#!/bin/sh
# Copyright (c) 2026 the Sluice authors.
# SPDX-License-Identifier: Apache-2.0
#
# Makes what is released out of a built distribution: sluice-VERSION.tar.gz, the same with a Java runtime of its own for each
# machine whose modules are at hand, and SHA256SUMS. The same input gives the same bytes.
#
# usage: archives.sh DISTRIBUTION JAVA_HOME TARGET [JMODS_AARCH64]
set -eu

distribution=$1
java=$2
target=$3
jmods_aarch64=${4:-}
version=$(cat "$distribution/VERSION")
epoch='2026-01-01 00:00:00Z' # as project.build.outputTimestamp

# All of Java SE: a vendor's driver may need any of it. The rest: Netty and JNA, elliptic curves, jars as file systems, thread dumps.
modules=java.se,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.management,jdk.net,jdk.jcmd,jdk.localedata

fail() {
  printf 'archives: %s\n' "$1" >&2
  exit 1
}

# Packs a directory beside the archive under the name sluice-VERSION.
pack() { # DIRECTORY ARCHIVE
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="$epoch" --format=posix \
    --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime -C "$(dirname -- "$1")" -cf - "$(basename -- "$1")" | gzip -n -9 >"$2"
  printf '%s: %s KiB\n' "$(basename -- "$2")" "$(($(stat -c %s -- "$2") / 1024))"
}

# A runtime for the machine that the modules are for.
runtime() { # JMODS OUTPUT
  "$java/bin/jlink" --module-path "$1" --add-modules "$modules" --include-locales=en --strip-java-debug-attributes --no-header-files --no-man-pages \
    --compress=2 --output "$2" 2>&1 | grep -v '^WARNING' || true
  [ -x "$2/bin/java" ] || fail "jlink made no runtime out of $1"
}

[ -x "$java/bin/jlink" ] || fail "$java has no jlink; a whole JDK is needed"
[ -d "$java/jmods" ] || fail "$java has no jmods (Debian: apt-get install openjdk-17-jdk-headless)"
mkdir -p "$target"
rm -rf "${target:?}"/*
work=$target/work
tree=$work/sluice-$version
mkdir -p "$work"
cp -R "$distribution" "$tree"
pack "$tree" "$target/sluice-$version.tar.gz"

case $(uname -m) in
  x86_64) here=x64 ;;
  aarch64) here=aarch64 ;;
  *) here= ;;
esac
if [ -n "$here" ]; then
  runtime "$java/jmods" "$tree/runtime"
  # The classes of the runtime itself, ready to be mapped: starts sooner and shares memory.
  "$tree/runtime/bin/java" -XX:+UseSerialGC -Xshare:dump >/dev/null 2>&1 || fail 'the runtime cannot dump its class data'
  pack "$tree" "$target/sluice-$version-linux-$here.tar.gz"
  rm -rf "$tree/runtime"
fi
if [ -n "$jmods_aarch64" ] && [ "$here" != aarch64 ]; then
  runtime "$jmods_aarch64" "$tree/runtime"
  pack "$tree" "$target/sluice-$version-linux-aarch64.tar.gz"
fi
rm -rf "$work"
cd "$target"
sha256sum -- *.tar.gz >SHA256SUMS
