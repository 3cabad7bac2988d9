#!/bin/bash
# Build the kernels with sanitizers, and run the tests of the kernels and random calls with them.
#
#     native/sanitize.sh address [CALLS]    AddressSanitizer and UndefinedBehaviorSanitizer
#     native/sanitize.sh thread [CALLS]     ThreadSanitizer
#
# Needs GCC with its sanitizers, CMake, Ninja and nanobind. LEVEL chooses the instruction set, and BUILD the folder.
set -eu
kind=$1 calls=${2:-2000} level=${LEVEL:-v3}
root=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$root/build/sanitize-$kind}
case $kind in
  address) checks=address,undefined library=libasan.so ;;
  thread) checks=thread library=libtsan.so ;;
  *) echo "pass address or thread, not '$kind'" >&2; exit 2 ;;
esac
python=$(command -v python)
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_CXX_COMPILER=g++ -DPython_EXECUTABLE="$python" \
  -Dnanobind_DIR="$("$python" -m nanobind --cmake_dir)" -DDIFFERENCE_FINDER_LEVELS="$level" -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_CXX_FLAGS="-g1 -fno-omit-frame-pointer -fsanitize=$checks -fno-sanitize-recover=undefined -DNDEBUG" >/dev/null
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
export TSAN_OPTIONS="halt_on_error=1 report_signal_unsafe=0 suppressions=$root/native/tsan.txt"
LD_PRELOAD=$(g++ -print-file-name=$library)
[ "$kind" = address ] && LD_PRELOAD="$LD_PRELOAD $(g++ -print-file-name=libstdc++.so)"
export LD_PRELOAD
cd "$root"
"$python" benchmarks/random_calls.py "$calls"
[ "$kind" = thread ] || "$python" -m pytest -q -n 0 -p no:cacheprovider tests/native/test_native_similarity.py
