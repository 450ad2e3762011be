@echo off
rem Builds the tool if its sources changed since the last time, and runs it.
setlocal
set "here=%~dp0"
set "stamp=%here%src\Ballast.Cli\obj\built-by-ballast"
set "tool=%here%src\Ballast.Cli\bin\Release\net10.0\Ballast.Cli.dll"
powershell -NoProfile -Command "$s = Get-Item -LiteralPath $env:stamp -ErrorAction SilentlyContinue; if (-not $s -or -not (Test-Path -LiteralPath $env:tool)) { exit 1 }; $n = Get-ChildItem -LiteralPath (Join-Path $env:here 'src') -Recurse | Where-Object { $_.FullName -notmatch '\\(bin|obj)(\\|$)' -and $_.LastWriteTimeUtc -gt $s.LastWriteTimeUtc } | Select-Object -First 1; if ($n) { exit 1 }"
if not errorlevel 1 goto run
echo ballast: building the tool, once until its sources change; this takes a minute ... 1>&2
dotnet build "%here%src\Ballast.Cli" -c Release --nologo -v quiet -tl:off "-clp:ErrorsOnly;NoSummary" 1>&2 || exit /b 2
type nul > "%stamp%"
:run
dotnet "%tool%" %*
