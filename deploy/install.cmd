@echo off
rem Installs suretygraph @VERSION@ without a network:  install.cmd [FOLDER]
rem FOLDER is where it is put (default: venv beside this file). PYTHON names the interpreter, which must be @PYTHON@.
setlocal
set "HERE=%~dp0"
set "FOLDER=%~1"
if "%FOLDER%"=="" set "FOLDER=%HERE%venv"
if "%PYTHON%"=="" (set PYTHON=py -@PYTHON@) else (set PYTHON="%PYTHON%")
%PYTHON% -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] != '@PYTHON@')" 2>nul
if errorlevel 1 (
    echo install.cmd: these wheels are for @TARGET@; say where such a Python is: set PYTHON=C:\path\to\python.exe 1>&2
    exit /b 2
)
%PYTHON% -m venv "%FOLDER%" || exit /b 1
"%FOLDER%\Scripts\python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-index --no-deps --require-hashes --find-links "%HERE%wheelhouse" --requirement "%HERE%requirements.txt" || exit /b 1
"%FOLDER%\Scripts\suretygraph" --version || exit /b 1
echo installed in %FOLDER%: try  "%FOLDER%\Scripts\suretygraph" demo --out demo
