#!/bin/bash
# Build the kernels with AddressSanitizer and UndefinedBehaviorSanitizer, and run the tests of the kernels and random
# calls with them.
#
#     native/sanitize.sh address [CALLS]    CALLS is the number of random calls, 2000 by default, or "build"
#
# Needs GCC with its sanitizers, CMake, Ninja and nanobind. LEVEL chooses the instruction set, and BUILD the folder.
set -eu
[ "${1:-}" = address ] || { echo "usage: native/sanitize.sh address [CALLS]" >&2; exit 2; }
calls=${2:-2000} level=${LEVEL:-v3}
root=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$root/build/sanitize}
python=$(command -v python)
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_CXX_COMPILER=g++ -DPython_EXECUTABLE="$python" \
  -Dnanobind_DIR="$("$python" -m nanobind --cmake_dir)" -DDIFFERENCE_FINDER_LEVELS="$level" -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_CXX_FLAGS="-g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined -DNDEBUG" \
  >/dev/null
cmake --build "$build" -j "${JOBS:-2}"
[ "$calls" != build ] || exit 0
# The package with these kernels.
rm -rf "$build/package" && mkdir -p "$build/package"
cp -r "$root/src/difference_finder" "$build/package/"
rm -f "$build"/package/difference_finder/_*.so
cp "$build"/_*.so "$build/package/difference_finder/"
export PYTHONPATH="$build/package" DIFFERENCE_FINDER_NATIVE=$level PYTHONMALLOC=malloc
# Python itself is not built with sanitizers, and keeps memory until it ends.
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1
LD_PRELOAD="$(g++ -print-file-name=libasan.so) $(g++ -print-file-name=libstdc++.so)"
export LD_PRELOAD
cd "$root"
"$python" benchmarks/random_calls.py "$calls"
"$python" -m pytest -q -n 0 -p no:cacheprovider tests/native/test_native_similarity.py
