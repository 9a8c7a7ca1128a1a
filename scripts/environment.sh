#!/usr/bin/env bash
# Makes .venv from requirements.lock with Python 3.10; does nothing when it is there and
# the lock file has not changed. Needs one of: python3.10, pyenv, uv.
set -euo pipefail
cd "$(dirname "$0")/.."

stamp=.venv/requirements.lock
if [ -x .venv/bin/python ] && cmp -s requirements.lock "$stamp"; then
    exit 0
fi

is_310() { # Whether this command is a Python 3.10 that runs (a pyenv shim may not).
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1
}

candidates() {
    [ -n "${PYTHON:-}" ] && echo "$PYTHON"
    printf '%s\n' python3.10 python3 python
    if command -v pyenv >/dev/null 2>&1; then
        ls -d "$(pyenv root)"/versions/3.10*/bin/python 2>/dev/null || true
    fi
    ls -d "$HOME"/.pyenv/versions/3.10*/bin/python 2>/dev/null || true
}

find_python() {
    local one
    while read -r one; do
        if is_310 "$one"; then
            command -v "$one"
            return
        fi
    done < <(candidates)
    if command -v uv >/dev/null 2>&1; then
        uv python find 3.10 2>/dev/null && return
        echo "Fetching Python 3.10 with uv ..." >&2
        uv python install 3.10 >&2 && uv python find 3.10
    fi
}

python=$(find_python || true)
if [ -z "$python" ]; then
    cat >&2 <<'SAY'
Python 3.10 is needed and was not found (Rasa 3.6 runs on no newer one). Install uv
(https://docs.astral.sh/uv/), which fetches it by itself, or run
`pyenv install 3.10`, or install the package python3.10 with its venv module; then
start again. Elsewhere on the disk? Say PYTHON=/path/to/python3.10.
SAY
    exit 1
fi

echo "Making .venv with $python from requirements.lock (2.5 GB, once) ..."
rm -rf .venv
if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --python "$python" .venv
    uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock
else
    if ! "$python" -m venv .venv; then
        echo "This Python has no venv module: install python3.10-venv, or uv." >&2
        exit 1
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes --no-deps -r requirements.lock
fi
cp requirements.lock "$stamp"
