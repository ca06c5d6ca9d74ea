#!/bin/sh
# Installs suretygraph @VERSION@ without a network:  sh install.sh [FOLDER]
# FOLDER is where it is put (default: venv beside this file). PYTHON names the interpreter, which must be @PYTHON@.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=${1:-"$here/venv"}
python=${PYTHON:-python@PYTHON@}
if ! "$python" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "@PYTHON@")' 2>/dev/null; then
    echo "install.sh: these wheels are for @TARGET@; say where such a Python is: PYTHON=/path/to/python@PYTHON@ sh install.sh" >&2
    exit 2
fi
"$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-index --no-deps --require-hashes \
    --find-links "$here/wheelhouse" --requirement "$here/requirements.txt"
"$folder/bin/suretygraph" --version
echo "installed in $folder: try  $folder/bin/suretygraph demo --out demo"
