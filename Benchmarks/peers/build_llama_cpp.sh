#!/usr/bin/env bash
# Builds llama.cpp's tools, for this machine's processor, from the source package of llama-cpp-python on PyPI.
# build_llama_cpp.sh DIRECTORY: the programs are then in DIRECTORY/bin.
set -euo pipefail
directory=$(mkdir -p "${1:?usage: build_llama_cpp.sh DIRECTORY}" && cd "$1" && pwd)
command -v cmake >/dev/null || { echo "error: cmake is missing (Debian package cmake)" >&2; exit 1; }
cd "$directory"
pip download -q --no-deps --no-binary :all: llama-cpp-python==0.3.36
tar xzf llama_cpp_python-0.3.36.tar.gz
cd llama_cpp_python-0.3.36/vendor/llama.cpp
cmake -B build -DCMAKE_BUILD_TYPE=Release -DGGML_NATIVE=ON -DLLAMA_CURL=OFF -DLLAMA_BUILD_TESTS=OFF -DBUILD_SHARED_LIBS=OFF
cmake --build build -j"$(nproc)" --target llama-bench llama-quantize llama-perplexity
ln -sfn "$PWD/build/bin" "$directory/bin"
